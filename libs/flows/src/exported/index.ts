export { CollectingPipeline, type CollectorCounters } from './collecting-pipeline';
