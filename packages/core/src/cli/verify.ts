import type { Chat } from '../chat.ts';
import { createChat } from '../create-chat.ts';
import { ChatError } from '../model/chat-error.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { Verification } from '../model/verification.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';

/** An environment variable that holds an option of an adapter. */
export interface EnvironmentVariable {
  /** Such as `PIGEON_TOKEN`. */
  readonly name: string;
  /** The adapter's option, as problems name it. */
  readonly option: string;
  /** What it is, and where it is found. */
  readonly about: string;
  /** Whether it may be left out. Default false. */
  readonly isOptional?: boolean;
}

/** A vendor's command that verifies. */
export interface VerifyProgram {
  /** How it is called, such as `npx @polychat/pigeon`. */
  readonly command: string;
  readonly variables: readonly EnvironmentVariable[];
  /** Makes the adapter from the variables that are set, by their options. Throws a `ChatError` for what does not fit. */
  createAdapter(options: Readonly<Record<string, string | undefined>>): ChatAdapter;
}

/** Where a command runs. */
export interface VerifySurroundings {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes one line. */
  print(line: string): void;
  /** Default: a chat as `createChat` makes it. */
  readonly chatWith?: (adapter: ChatAdapter) => Chat;
}

/**
 * Runs `verify`: one harmless read, and in plain words whether the vendor takes the credentials, and what to do where it
 * does not. Prints no credentials. Resolves to the code with which the process should end: 0 where all is well, 1 where
 * the vendor does not take them or cannot be asked, 2 where the command or its variables are wrong. Never rejects for
 * what a vendor does.
 */
export async function runVerify(program: VerifyProgram, surroundings: VerifySurroundings): Promise<number> {
  const { args, env, print } = surroundings;
  const isHelp = args.length === 1 && ['help', '--help', '-h'].includes(args[0] ?? '');
  if (isHelp || args.length !== 1 || args[0] !== 'verify') {
    for (const line of helpOf(program)) print(line);
    return isHelp ? 0 : 2;
  }
  const missing = program.variables.filter(({ name, isOptional }) => !isOptional && !env[name]);
  for (const { name, about } of missing) print(`${name} is not set: ${about}`);
  if (missing.length > 0) return 2;

  let adapter: ChatAdapter;
  try {
    const options = program.variables.map(({ name, option }) => [option, env[name] || undefined]);
    adapter = program.createAdapter(Object.fromEntries(options));
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    print(error.message);
    tellVariable(program, error.field, print);
    return 2;
  }
  print(`${adapter.title}, app ${adapter.app}, ${adapter.host}`);
  const chat = (surroundings.chatWith ?? createChat)(adapter);
  const [found] = await chat.verify();
  await chat.close();
  if (!found) return 1;
  tellResult(found, adapter, print);
  if (!found.ok) tellVariable(program, found.problem?.field, print);
  return found.ok ? 0 : 1;
}

function helpOf({ command, variables }: VerifyProgram): readonly string[] {
  const width = Math.max(...variables.map(({ name }) => name.length)) + 2;
  return [
    `${command} verify    asks the vendor whether it takes the credentials, by a read that changes nothing`,
    '',
    'They are read from the environment, and never printed:',
    ...variables.map(
      ({ name, about, isOptional }) =>
        `  ${name.padEnd(width)}${about}${isOptional ? ' (may be left out)' : ''}`,
    ),
  ];
}

/** A clock that is as far off says something, below it rounding may. In milliseconds. */
const noticeableSkewMs = 2_000;

function tellResult(
  { ok, problem, latencyMs, clockSkewMs = 0 }: Verification,
  { host }: ChatAdapter,
  print: VerifySurroundings['print'],
): void {
  const time = latencyMs === undefined ? '' : ` (${latencyMs} ms)`;
  if (ok) print(`ok: the vendor takes the credentials${time}`);
  else if (problem) print(`not ok: ${problem.message}${time}`);
  const remedy = problem && remedies[problem.code];
  if (remedy) print(remedy.replace('HOST', host));
  if (Math.abs(clockSkewMs) < noticeableSkewMs) return;
  const seconds = (Math.abs(clockSkewMs) / 1_000).toFixed(1);
  print(`the clock of this machine is ${seconds} s ${clockSkewMs > 0 ? 'behind' : 'ahead of'} the vendor's`);
}

/** What to do where the vendor has said nothing of its own. */
const remedies: Partial<Record<ProblemCode, string>> = {
  network: 'look whether this machine reaches HOST: its name, a proxy, a firewall',
  timeout: 'look whether this machine reaches HOST: its name, a proxy, a firewall',
  bad_reply: 'something that is not the vendor may have answered, such as a proxy before HOST',
  rate_limited: 'wait a minute, and try again',
  vendor_unavailable: 'the vendor has a fault: try again later',
};

function tellVariable(
  { variables }: VerifyProgram,
  field: string | undefined,
  print: VerifySurroundings['print'],
): void {
  const variable = variables.find(({ option }) => option === field);
  if (variable) print(`look at ${variable.name}: ${variable.about}`);
}
