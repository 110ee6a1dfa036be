export { People } from './people';
export { type Preview, PREVIEW_LIMITS, previewOf } from './preview';
export { type ReportPart, ReportSource, type SourceParts, type SourceView } from './report-source';
export { reportTitle } from './report-title';
export { CLEAR, type FieldMask, maskedBy, type Shown } from './shown';
export { TEMPLATE_PARTS } from './templates';
