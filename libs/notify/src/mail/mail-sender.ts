import { createTransport, type Transporter } from 'nodemailer';

import { inert } from '../inert';
import type { Message, Sent } from '../message';
import { composeMail, type Mail } from './compose-mail';
import { composeNotice, type Notice } from './compose-notice';

/** Longest wait for each step of a conversation with a mail server, ms. */
const TIMES = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 10_000,
} as const;

/** What nodemailer says of a failure. */
interface SmtpError extends Error {
  readonly responseCode?: number;
}

/** Sends mail through one server. */
export class MailSender {
  private readonly transport: Transporter | null;
  /** Right part of Message-IDs. */
  private readonly domain: string;

  /** `url`: `smtp://user:password@host:587` or `smtps://…`; '' = there is no mail server. `from`: an address. */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    const options = { url, ...TIMES, disableFileAccess: true, disableUrlAccess: true };
    this.transport = url === '' ? null : createTransport(options);
    this.domain = from.slice(from.lastIndexOf('@') + 1);
  }

  /** Sends one mail to one address. Never throws. */
  send(recipient: string, message: Message): Promise<Sent> {
    return this.post(recipient, composeMail(message, this.domain));
  }

  /** The same for what is no alert. */
  sendNotice(recipient: string, notice: Notice): Promise<Sent> {
    return this.post(recipient, composeNotice(notice, this.domain));
  }

  private async post(recipient: string, { references, ...mail }: Mail): Promise<Sent> {
    if (!this.transport)
      return { ok: false, reason: 'There is no mail server. Set SMTP_URL and start again.', permanent: true };
    try {
      const { response } = (await this.transport.sendMail({
        ...{ ...mail, from: { name: 'Wireledger', address: this.from }, to: { name: '', address: recipient } },
        ...(references.length > 0 ? { references: [...references], inReplyTo: references[0] } : {}),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })) as { response: string };
      return { ok: true, answer: inert(withoutAddress(response, recipient), 300) };
    } catch (error) {
      const { responseCode = 0, message: reason } = error as SmtpError;
      return {
        ok: false,
        reason: inert(withoutAddress(reason, recipient), 300),
        permanent: responseCode >= 500 && responseCode < 600,
      };
    }
  }

  close(): void {
    this.transport?.close();
  }
}

/** What the mail server said, without the address that it was said about: the words stand in the log in clear, and stay when the address is erased. */
function withoutAddress(words: string, address: string): string {
  if (address === '') return words;
  const [within, sought] = [lowerAscii(words), lowerAscii(address)];
  let told = '';
  let from = 0;
  for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, from)) {
    told += `${words.slice(from, at)}(the recipient)`;
    from = at + sought.length;
  }
  return told + words.slice(from);
}

/** As long as it was: capitals of other alphabets may become several letters. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
