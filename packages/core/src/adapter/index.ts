/** What an adapter's author needs: the contract, and the tools that all adapters share. */

export { createRedact } from '../exchange/redaction.ts';
export { byteLimitProblem } from '../model/byte-limit.ts';
export type { MessageEdit } from '../model/change.ts';
export { ChatError } from '../model/chat-error.ts';
export type { ClientToken, ClientTokenFault, VerifiedClientToken } from '../model/client-token.ts';
export {
  type AudioContent,
  type Content,
  type ContentPart,
  type ContentType,
  type CustomContent,
  contentTypes,
  type FaceContent,
  type FileContent,
  type ImageContent,
  type ImageFormat,
  imageFormats,
  type LocationContent,
  type MixedContent,
  type Picture,
  type SignalContent,
  type TextContent,
  type VideoContent,
} from '../model/content.ts';
export { fieldDefaults } from '../model/field-defaults.ts';
export type { FoundMessage } from '../model/found-message.ts';
export { misconfigured, parseOptions, problemsFromIssues } from '../model/issues.ts';
export type {
  Audience,
  CheckedBroadcast,
  CheckedGroupMessage,
  CheckedMessage,
  CheckedRoomMessage,
  Mentions,
  Push,
  Targets,
} from '../model/message.ts';
export { once } from '../model/once.ts';
export type { MessageRef, ResultIds } from '../model/outcome.ts';
export {
  createProblem,
  invalidField,
  type Problem,
  type ProblemFields,
  type ProblemLimit,
  type VendorDetail,
} from '../model/problem.ts';
export { filledStringSchema, stringSchema } from '../model/string-schema.ts';
export type { RegisteredUserFields, UserProfile } from '../model/user.ts';
export type { PlanWarning } from '../model/warning.ts';
export type { Capabilities, MessageCapabilities, Support } from '../ports/capabilities.ts';
export type { AdapterPlans, ChatAdapter, SessionSource } from '../ports/chat-adapter.ts';
export type { CallRecord, RecordedItem } from '../ports/journal.ts';
export type { Cost, Limit } from '../ports/pacer.ts';
export type {
  AudiencePlan,
  BatchItem,
  ConversationPlan,
  DirectPlan,
  EditPlan,
  FindPlan,
  ListPlan,
  ListReply,
  PlanContext,
  PlanFindings,
  PlannedBatch,
  RecallPlan,
  RefusedItem,
  SinglePlan,
  UnsupportedField,
  UsersPlan,
} from '../ports/plans.ts';
export type { HttpReply } from '../ports/transport.ts';
export type {
  AttemptInfo,
  CallResult,
  HttpBody,
  HttpTarget,
  Redact,
  SessionGrant,
  SignContext,
  VendorCall,
} from '../ports/vendor-call.ts';
export { fromBase64, toBase64 } from '../text/base64.ts';
export { extensionOf, fileNameOfUrl } from '../text/file-name.ts';
export { hexWord } from '../text/hex.ts';
export { parseJson } from '../text/json.ts';
export { asInteger, asName, asRecord } from '../text/json-value.ts';
export { percentDecoded } from '../text/percent-decoded.ts';
export { shallowJson } from '../text/shallow-json.ts';
export { utf8Length } from '../text/utf8.ts';
export { baseUrlSchema } from './base-url.ts';
export { type BatchRules, planBatch } from './batch.ts';
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
export type { ContentTranslation } from './content-translation.ts';
export { parseJsonAs } from './json-as.ts';
export { checkOptionRules, isCount, momentRule, type OptionRule, secretRule } from './option-rules.ts';
export {
  type DataOf,
  type ReadReply,
  type ReplyRules,
  type ReplySchema,
  type ReplySchemas,
  readReply,
} from './reply.ts';
export { retryAfterMs } from './retry-after.ts';
export { schema } from './schema.ts';
export { readSecret, readSecretBriefly, type Secret, secretSchema } from './secret.ts';
export { planSingle, type SingleFindings } from './single-plan.ts';
