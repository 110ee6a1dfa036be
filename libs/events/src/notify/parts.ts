import { z } from 'zod';

import { severity } from '../detection/parts';

const name = z.string().min(1).max(100);
/** An address that mail is sent to, or the host of a web address. */
export const recipient = z.string().min(1).max(254);

const address = z.email().max(254);
/** Minutes since midnight. */
const minute = z.number().int().min(0).max(1439);
/** IANA name. */
const zone = z.string().min(1).max(64);
/** A day of the calendar, `2026-11-29`. */
const day = z.iso.date();

/**
 * Turns of duty: the recipients in their order, each for so many days, the first one's turn beginning on the day `first`. A turn changes at
 * `at` by the clocks of `zone`. A stand-in has the days `from` to `to`, both whole, instead of whose turn it is.
 */
const rota = z.object({
  zone,
  first: day,
  at: minute,
  days: z.number().int().min(1).max(366),
  standIns: z.array(z.object({ from: day, to: day, recipient: address })).max(100),
});
export type Rota = z.infer<typeof rota>;

/** Mail: to each address on its own, threaded by alert; with a rota to the one on duty alone. */
const email = z.object({
  kind: z.literal('email'),
  recipients: z.array(address).min(1).max(50),
  rota: rota.optional(),
});

/**
 * Signed JSON by POST. `generation` counts the secrets: each is made from a key of the installation, none stands in the log in clear. `sealed`: the
 * secret of this generation, where that key was replaced since and the receiver goes on with what it has.
 */
const webhook = z.object({
  kind: z.literal('webhook'),
  url: z.string().min(8).max(2000),
  generation: z.number().int().positive().max(1_000_000),
  sealed: z.string().min(1).max(4000).optional(),
});

/** An incoming webhook of Slack. Whoever has its address may write there, so it is kept sealed; `host` is shown. */
const slack = z.object({ kind: z.literal('slack'), host: recipient, sealed: z.string().min(1).max(4000) });

/** A receiver of syslog: `syslog+tls://`, `syslog+tcp://` or `syslog+udp://`, host and port. */
const syslog = z.object({ kind: z.literal('syslog'), url: z.string().min(8).max(2000) });

export const channelTarget = z.discriminatedUnion('kind', [email, webhook, slack, syslog]);

/** Where messages go. `perHour`: most messages an hour to one recipient; what is more waits and goes as one digest. */
export const channelDefinition = z.object({
  name,
  enabled: z.boolean(),
  perHour: z.number().int().min(1).max(1000),
  target: channelTarget,
});
export type ChannelDefinition = z.infer<typeof channelDefinition>;
export type ChannelTarget = z.infer<typeof channelTarget>;

/** Every day from `from` to `to` in `zone` nothing is sent, but for alerts that are `spares` or graver. */
const quietHours = z.object({ from: minute, to: minute, zone, spares: severity });
export type QuietHours = z.infer<typeof quietHours>;

/** A step: so long after the beginning (s), to these channels. */
const policyStep = z.object({
  afterS: z.number().int().min(0).max(604_800),
  channels: z.array(z.uuid()).min(1).max(20),
});

/**
 * Who is told of an alert, and when. It starts for an alert of `least` or graver, or when a person escalates one; it stops when somebody
 * acknowledges, closes or snoozes it. `late`: also alerts of imports, and of what came in late.
 */
export const policyDefinition = z.object({
  name,
  enabled: z.boolean(),
  least: severity,
  onEscalation: z.boolean(),
  late: z.boolean(),
  /** Sensors by name; empty = all. */
  sensors: z.array(z.string().min(1).max(100)).max(50),
  steps: z.array(policyStep).min(1).max(10),
  quiet: quietHours.nullable(),
});
export type PolicyDefinition = z.infer<typeof policyDefinition>;
