/** What an adapter's author needs: the contract, and the tools that all adapters share. */
export { ChatError } from '../chat-error.ts';
export type * from '../content.ts';
export { contentTypes } from '../content.ts';
export type { CheckedBroadcast, CheckedMessage, Push, UserProfile } from '../message.ts';
export type { Cost, Limit } from '../pacing/pacer.ts';
export {
  createProblem,
  invalidField,
  type Problem,
  type ProblemLimit,
  unsupportedField,
  type VendorDetail,
} from '../problem.ts';
export type { HttpReply } from '../transport.ts';
export { baseUrlSchema } from './base-url.ts';
export { fromBase64, toBase64 } from './base64.ts';
export { type BatchRules, planBatch } from './batch.ts';
export { byteLimitProblem } from './byte-limit.ts';
export { type CallDefinition, createCall, type Signer } from './call.ts';
export type { Capabilities, Support } from './capabilities.ts';
export {
  type Catalogue,
  type CatalogueException,
  type CatalogueGroup,
  type CatalogueRange,
  type CatalogueRow,
  type CodePosition,
  createCatalogue,
} from './catalogue.ts';
export { problemOfCode, type SaidWithCode } from './code-problem.ts';
export type * from './contract.ts';
export { extensionOf, fileNameOfUrl } from './file-name.ts';
export { misconfigured, parseOptions, problemsFromIssues } from './issues.ts';
export { parseJson } from './json.ts';
export { badReply, type ReadReply, readReply } from './reply.ts';
export { readSecret, type Secret, secretSchema } from './secret.ts';
export { filledTextSchema, textSchema } from './text-schema.ts';
export { utf8Length } from './utf8.ts';
