export type * from './document';
export { contentHash } from './content-hash';
export { renderCsv } from './render-csv';
export { MOST_PAGES, renderPdf } from './render-pdf';
export { renderPdfApart } from './render-pdf-apart';
