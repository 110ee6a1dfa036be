export { LoggedFacts, type LoggedFactsOptions, type LoggedState } from './logged-facts';
