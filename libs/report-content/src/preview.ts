import type { ReportTemplateId } from '@wireledger/domain';
import type { Block, Section } from '@wireledger/reports';

import type { ReportSource } from './report-source';
import { TEMPLATE_PARTS } from './templates';

/** What a preview shows of a report. */
export const PREVIEW_LIMITS = {
  /** Its first sections. */
  sections: 2,
  /** The first rows of a table. */
  rows: 10,
} as const;

/** The beginning of a report. */
export interface Preview {
  readonly sections: readonly Section[];
  /** Sections that follow. */
  readonly sectionsLeft: number;
}

/** Asks for the first sections of a template alone: the figures are those that the report would have. `stop` ends it between two of them. @throws what queries throw; the signal's reason */
export async function previewOf(
  source: ReportSource,
  template: ReportTemplateId,
  stop?: AbortSignal,
): Promise<Preview> {
  const parts = TEMPLATE_PARTS[template];
  const sections: Section[] = [];
  for (const part of parts.slice(0, PREVIEW_LIMITS.sections)) {
    stop?.throwIfAborted();
    const { heading, blocks } = await part(source);
    sections.push({ heading, blocks: blocks.map(shortened) });
  }
  return { sections, sectionsLeft: parts.length - sections.length };
}

function shortened(block: Block): Block {
  if (block.kind !== 'table') return block;
  const rows = block.rows.slice(0, PREVIEW_LIMITS.rows);
  return { ...block, rows, leftOut: block.leftOut + block.rows.length - rows.length };
}
