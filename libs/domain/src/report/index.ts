export * from './report';
export * from './report-schedule';
export * from './report-templates';
export * from './report-turns';
