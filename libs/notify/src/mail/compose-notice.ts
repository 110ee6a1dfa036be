import { escapeHtml, inert } from '../inert';
import type { Mail } from './compose-mail';

/** Something that is ready to be looked at: a line, and where it is. */
export interface Notice {
  /** Stable name towards the receiver: the same one again is the same message. */
  readonly key: string;
  readonly subject: string;
  readonly text: string;
  readonly link: string;
}

/** The mail of a notice, in plain text and HTML; whatever somebody wrote is one inert line. `domain`: right part of its Message-ID. */
export function composeNotice({ key, subject, text, link }: Notice, domain: string): Mail {
  const [title, line] = [`[Wireledger] ${inert(subject, 150)}`, inert(text, 300)];
  return {
    subject: title,
    text: `${line}\n\n${link}\n`,
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
      `<title>${escapeHtml(title)}</title></head>`,
      '<body style="margin:0;padding:16px;font:14px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif">',
      `<p>${escapeHtml(line)}</p><p><a href="${escapeHtml(link)}">Open in Wireledger</a></p></body></html>`,
    ].join('\n'),
    messageId: `<${key}@${domain}>`,
    references: [],
  };
}
