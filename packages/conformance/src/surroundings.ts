import { AsyncLocalStorage, createHook } from 'node:async_hooks';

/** What was touched, by those who are watched. Everybody else in this process does what they like. */
const watched = new AsyncLocalStorage<Set<string>>();

function note(name: string): void {
  watched.getStore()?.add(name);
}

/** The same function, which is noted when somebody who is watched calls it. */
function noting<Original extends (...given: never[]) => unknown>(name: string, original: Original): Original {
  return new Proxy(original, {
    apply(target, self, given) {
      note(name);
      return Reflect.apply(target, self, given);
    },
  });
}

/** `Date` as it is, but that reading the clock with it is noted. */
function notingDate(original: DateConstructor): DateConstructor {
  return new Proxy(original, {
    construct(target, given, newTarget) {
      if (given.length === 0) note('new Date()');
      return Reflect.construct(target, given, newTarget);
    },
    apply(target, self, given) {
      note('Date()');
      return Reflect.apply(target, self, given);
    },
  });
}

/**
 * What the runtime makes for somebody who holds on to a function from before, or has a module of the runtime's that does
 * the same: by the beginnings of the names that the runtime has for it.
 */
const resources: readonly (readonly [beginning: string, name: string])[] = [
  ['Timeout', 'a timer'],
  ['Immediate', 'a timer'],
  ['TCP', 'a network'],
  ['TLS', 'a network'],
  ['UDP', 'a network'],
  ['PIPE', 'a network'],
  ['GETADDRINFO', 'a network'],
  ['QUERY', 'a network'],
  ['FS', 'a file'],
  ['PROCESS', 'another process'],
  ['WORKER', 'another thread'],
];

const hook = createHook({
  init(_id, type) {
    const touched = watched.getStore();
    if (!touched) return;
    const found = resources.find(([beginning]) => type.startsWith(beginning))?.[1];
    // Who set a timer by its well-known name has been noted by that name.
    if (found && ![...touched].some((name) => timers.has(name) && found === 'a timer')) touched.add(found);
  },
});

const timers: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate']);

const places = [
  [globalThis, ['fetch', 'setTimeout', 'setInterval', 'setImmediate']],
  [Date, ['now']],
  [Math, ['random']],
  [performance, ['now']],
  [crypto, ['getRandomValues', 'randomUUID']],
  [process, ['hrtime', 'uptime']],
  [process.hrtime, ['bigint']],
] as const;
const names: ReadonlyMap<object, string> = new Map<object, string>([
  [globalThis, ''],
  [Date, 'Date.'],
  [Math, 'Math.'],
  [performance, 'performance.'],
  [crypto, 'crypto.'],
  [process, 'process.'],
  [process.hrtime, 'process.hrtime.'],
]);

/** Puts the watched functions in place, and returns what puts everything back. */
function install(): () => void {
  const before = places.flatMap(([owner, members]) =>
    members.map((member) => [owner, member, Object.getOwnPropertyDescriptor(owner, member)] as const),
  );
  for (const [owner, members] of places) {
    for (const member of members) {
      const value = noting(`${names.get(owner)}${member}`, Reflect.get(owner, member));
      Object.defineProperty(owner, member, { value, configurable: true, writable: true });
    }
  }
  const { Date: originalDate } = globalThis;
  globalThis.Date = notingDate(originalDate);
  hook.enable();
  return () => {
    hook.disable();
    globalThis.Date = originalDate;
    for (const [owner, member, descriptor] of before) {
      // A method of a prototype was hidden by one of the object's own.
      if (descriptor) Object.defineProperty(owner, member, descriptor);
      else Reflect.deleteProperty(owner, member);
    }
  };
}

let watchers = 0;
let putBack: (() => void) | undefined;

/**
 * Runs something, and says which clocks, timers, random numbers or networks of the runtime it used; nothing where it
 * kept to what it was given. Others that run at the same time are not looked at.
 */
export async function touchedBy(run: () => unknown): Promise<readonly string[]> {
  const touched = new Set<string>();
  watchers += 1;
  putBack ??= install();
  try {
    await watched.run(touched, async () => run());
  } finally {
    watchers -= 1;
    if (watchers === 0) {
      putBack();
      putBack = undefined;
    }
  }
  return [...touched];
}
