/** What an adapter's author needs: the contract, and the tools that all adapters share. */
export { ChatError } from '../model/chat-error.ts';
export type * from '../model/content.ts';
export { contentTypes } from '../model/content.ts';
export { misconfigured, parseOptions, problemsFromIssues } from '../model/issues.ts';
export type { CheckedBroadcast, CheckedMessage, Push, UserProfile } from '../model/message.ts';
export {
  createProblem,
  invalidField,
  type Problem,
  type ProblemLimit,
  unsupportedField,
  type VendorDetail,
} from '../model/problem.ts';
export { filledTextSchema, textSchema } from '../model/string-schema.ts';
export type { Capabilities, Support } from '../ports/capabilities.ts';
export type * from '../ports/chat-adapter.ts';
export type { Cost, Limit } from '../ports/pacer.ts';
export type { HttpReply } from '../ports/transport.ts';
export { fromBase64, toBase64 } from '../text/base64.ts';
export { extensionOf, fileNameOfUrl } from '../text/file-name.ts';
export { parseJson } from '../text/json.ts';
export { utf8Length } from '../text/utf8.ts';
export { baseUrlSchema } from './base-url.ts';
export { type BatchRules, planBatch } from './batch.ts';
export { byteLimitProblem } from './byte-limit.ts';
export { type CallDefinition, createCall, type Signer } from './call.ts';
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
export { badReply, type ReadReply, readReply } from './reply.ts';
export { readSecret, type Secret, secretSchema } from './secret.ts';
