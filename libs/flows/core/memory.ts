/** What is set once, and access to words by address. */
import { FRAME, FRAME_DOUBLES, KEY } from '../src/core-layout';

/** Index of `other` in `APPS`, and of `icmp`. */
export let otherApp: i32 = 0;
export let icmpApp: i32 = 0;
/** The same of HTTP and TLS where the core counts what their connections say, else -1. */
export let httpApp: i32 = -1;
export let tlsApp: i32 = -1;
/** Seconds without a packet after which a flow ends. */
export let tcpTimeout: i32 = 0;
export let synTimeout: i32 = 0;
export let udpTimeout: i32 = 0;
export let icmpTimeout: i32 = 0;
/** Somebody writes records; wants to see each flow that begins. */
export let recording: bool = false;
export let everyBegin: bool = false;

export function setApps(other: i32, icmp: i32): void {
  otherApp = other;
  icmpApp = icmp;
}

export function setStreams(http: i32, tls: i32): void {
  httpApp = http;
  tlsApp = tls;
}

export function setTimeouts(tcp: i32, unansweredSyn: i32, udp: i32, icmp: i32): void {
  tcpTimeout = tcp;
  synTimeout = unansweredSyn;
  udpTimeout = udp;
  icmpTimeout = icmp;
}

export function setRecording(records: bool): void {
  recording = records;
}

export function setWatching(begins: bool): void {
  everyBegin = begins;
}

export function frame(word: i32): i32 {
  return load<i32>(FRAME + (word << 2));
}

export function setFrame(word: i32, value: i32): void {
  store<i32>(FRAME + (word << 2), value);
}

export function frameDouble(place: i32): f64 {
  return load<f64>(FRAME_DOUBLES + (place << 3));
}

export function setFrameDouble(place: i32, value: f64): void {
  store<f64>(FRAME_DOUBLES + (place << 3), value);
}

export function key(word: i32): i32 {
  return load<i32>(KEY + (word << 2));
}

export function setKey(word: i32, value: i32): void {
  store<i32>(KEY + (word << 2), value);
}

/** Network byte order. */
export function be16(at: i32): i32 {
  return bswap<u16>(load<u16>(at));
}

export function be32(at: i32): i32 {
  return bswap<i32>(load<i32>(at));
}
