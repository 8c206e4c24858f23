/** What a command line needs that asks a vendor whether it takes the credentials: `npx` of an adapter. */

export {
  type EnvironmentVariable,
  runVerify,
  type VerifyProgram,
  type VerifySurroundings,
} from './verify.ts';
