import { decayed } from '../../score/evidence-score';
import type { Json } from '../../state/json';

/** Alerts remembered of a host; of more, the oldest are forgotten. */
const MAX_ALERTS = 200;
/** Records of one alert that are kept as evidence. */
export const RECORDS_EACH = 20;

/** What one alert adds to the score of its host. */
export interface Piece {
  readonly alert: string;
  readonly rule: string;
  /** Packet time of its last record, µs. */
  readonly time: number;
  /** Packet time of its first, µs. */
  readonly first: number;
  /** Threat level × confidence. */
  readonly points: number;
  readonly refs: readonly string[];
}

/** What is left of the points of alerts, and how fast they fade. */
export interface Fading {
  readonly halfLifeS: number;
  readonly windowS: number;
}

/** The score at a moment, and what it is the sum of. */
export interface Sum {
  readonly score: number;
  readonly at: number;
  /** Alerts that are part of it, in the order of time. */
  readonly pieces: readonly Piece[];
}

/** Alerts of one host in the order of their last records. */
export class ScoreState {
  readonly pieces: Piece[] = [];
  /** The highest sum that was found in the running episode, or last. */
  found: Sum | null = null;
  /** Alerts of the running episode. */
  episode: Set<string> | null = null;

  /** Adds an alert, or what it has grown to. Returns the place. */
  put(piece: Piece): number {
    const { pieces } = this;
    const before = pieces.findIndex(({ alert }) => alert === piece.alert);
    if (before >= 0) pieces.splice(before, 1);
    let place = pieces.length;
    while (place > 0 && after(pieces[place - 1] as Piece, piece)) place--;
    pieces.splice(place, 0, piece);
    if (pieces.length <= MAX_ALERTS) return place;
    pieces.shift();
    return Math.max(0, place - 1);
  }

  /** The highest score at any of the moments from that place on, whatever the order in which alerts came. */
  highest(from: number, fading: Fading): Sum {
    let best: Sum = { score: 0, at: 0, pieces: [] };
    for (let i = from; i < this.pieces.length; i++) {
      const sum = this.at(i, fading);
      if (sum.score > best.score) best = sum;
    }
    return best;
  }

  /** The score at the moment of the piece at `place`. */
  private at(place: number, { halfLifeS, windowS }: Fading): Sum {
    const at = (this.pieces[place] as Piece).time;
    const pieces = this.pieces.slice(0, place + 1).filter(({ time }) => at - time <= windowS * 1e6);
    const score = pieces.reduce((sum, { points, time }) => sum + decayed(points, at - time, halfLifeS, windowS), 0);
    return { score, at, pieces };
  }

  save(): Json {
    const { pieces, found, episode } = this;
    return { pieces: [...pieces], found, episode: episode && [...episode] } as unknown as Json;
  }

  static load(json: Json): ScoreState {
    const { pieces, found, episode } = json as unknown as {
      readonly pieces: readonly Piece[];
      readonly found: Sum | null;
      readonly episode: readonly string[] | null;
    };
    const state = new ScoreState();
    state.pieces.push(...pieces);
    state.found = found;
    state.episode = episode && new Set(episode);
    return state;
  }
}

/** The order of pieces: by time, those of the same moment by alert. */
const after = (one: Piece, other: Piece): boolean =>
  one.time > other.time || (one.time === other.time && one.alert > other.alert);
