import { isIP } from 'node:net';

import { parsePrefix } from '@wireledger/kernel';
import { z } from 'zod';

import { SensorName } from '../replay/replay-spec';

/** Ports that one collector may listen on. */
export const MOST_PORTS = 16;

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1';

/** What a person asks for. */
export const CollectRequest = z
  .object({
    sensor: SensorName.default('collect'),
    /** Address to listen on. */
    host: z
      .string()
      .refine((host) => isIP(host) !== 0, 'give an IP address of this machine, such as 0.0.0.0 for all')
      .default('127.0.0.1'),
    /** UDP ports. What comes is known by its content: NetFlow v5, v9, IPFIX and sFlow may come on any of them. */
    ports: z
      .array(z.number().int().min(1).max(65_535))
      .min(1)
      .max(MOST_PORTS)
      .refine((ports) => new Set(ports).size === ports.length, 'name each port once'),
    /** Exporters that are listened to, addresses or prefixes; empty = all. */
    allow: z
      .array(
        z.string().refine((prefix) => parsePrefix(prefix) !== null, 'give addresses or prefixes, such as 10.0.0.0/8'),
      )
      .max(1000)
      .default([]),
  })
  .refine(({ host, allow }) => isLoopback(host) || allow.length > 0, {
    path: ['allow'],
    error:
      'exports are not signed: beyond loopback name the exporters that are listened to (--allow 192.0.2.1, or --allow 0.0.0.0/0 --allow ::/0 for all)',
  });
export type CollectRequest = z.infer<typeof CollectRequest>;

/** A collector as it was settled at its start; kept on disk while it is to run, so that a restart goes on with it. */
export interface CollectSpec extends CollectRequest {
  readonly source: string;
  readonly startedUs: number;
  /** Its beginning is recorded and its end is not: after a kill something of it is missing. */
  readonly begun?: boolean;
  /** The configuration asked for it, not a person. */
  readonly configured?: boolean;
}

/** What its events call the places that it listens at. */
export const placesOf = ({ host, ports }: CollectRequest): string[] =>
  ports.map((port) => `udp ${host.includes(':') ? `[${host}]` : host}:${port}`);
