export { EXPORTED_DST, EXPORTED_SRC, ExportedEnd, ExportedFlow } from './exported-flow';
export { ExportHeader, ExportProtocol } from './export-header';
export {
  Exporter,
  type ExporterFigures,
  HELD_LIFE_US,
  MAX_HELD_BYTES,
  MAX_TEMPLATES,
  TEMPLATE_LIFE_US,
} from './exporter';
export { type ExportSink, FlowExports, MAX_EXPORTERS } from './flow-exports';
export type { FieldVisitor } from './record-reader';
