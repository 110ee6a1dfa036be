export {
  confidenceOf,
  decayed,
  HALF_LIFE_S,
  LEAST_CONFIDENCE,
  SCORE_WINDOW_S,
  THREAT_LEVELS,
  threatLevelOf,
} from './evidence-score';
