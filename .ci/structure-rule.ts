/**
 * Keeps the structure that CONTRIBUTING describes: no file imports itself by way of others, types included; the
 * exchange knows nothing of lists and of whom they are for; core names no vendor; the adapters mirror each other.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as ts from 'typescript';

const faults: string[] = [];
const isTest = (file: string) => /\.test\.tsx?$|\/testing\/|\/__fixtures__\//.test(file);
const sources = globSync('{packages,examples}/*/src/**/*.{ts,tsx}').filter((file) => !isTest(file));
const textOf = (file: string) => readFileSync(file, 'utf8');

/** The files that each file imports with a relative path. */
const imports = new Map(
  sources.map((file) => [
    file,
    [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, path = '']) =>
      join(dirname(file), path),
    ),
  ]),
);

function refuseLoops(): void {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      faults.push(`an import loop: ${[...path.slice(at), file].join(' → ')}`);
      return;
    }
    if (done.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
}

/** Folders of core, and those that each may not import. */
const below: Readonly<Record<string, readonly string[]>> = {
  model: ['ports', 'exchange', 'delivery', 'operations', 'defaults', 'adapter'],
  text: ['model', 'ports', 'exchange', 'delivery', 'operations', 'defaults', 'adapter'],
  ports: ['exchange', 'delivery', 'operations', 'defaults', 'adapter'],
  exchange: ['delivery', 'operations', 'defaults'],
  delivery: ['operations', 'defaults'],
  webhooks: ['exchange', 'delivery', 'operations'],
};

function refuseImportsUpwards(): void {
  for (const [folder, others] of Object.entries(below)) {
    for (const file of sources.filter((name) => name.startsWith(`packages/core/src/${folder}/`))) {
      for (const imported of imports.get(file) ?? []) {
        const target = imported.split('/')[3] ?? '';
        if (others.includes(target)) faults.push(`${file}: ${folder}/ imports ${imported}`);
      }
    }
  }
}

function refuseWords(): void {
  for (const file of sources.filter((name) => name.startsWith('packages/core/src/'))) {
    const text = textOf(file);
    const vendor = /\b(zim|tencent|zego)/i.exec(text)?.[0];
    if (vendor) faults.push(`${file}: core names a vendor: ${vendor}`);
    if (!file.startsWith('packages/core/src/exchange/')) continue;
    // The redaction knows plain words of vendors, "recipient" and "user" among them.
    const word = /\b(recipients?|users?|userIds?|audience|broadcast)\b/i.exec(text)?.[0];
    if (word && basename(file) !== 'redaction.ts') {
      faults.push(`${file}: the exchange speaks of ${word}`);
    }
  }
}

/** Files that only one adapter has, because only its vendor has the thing. */
const ownFiles: Readonly<Record<string, readonly string[]>> = {
  zim: ['md5.ts', 'token04.ts'],
  'tencent-im': [
    'body-size.ts',
    'command-choice.ts',
    'condition.ts',
    // A room is a group there: one command carries both.
    'conversation.ts',
    'identity.ts',
    'offline-push.ts',
    'user-sig.ts',
    // Lists and groups name a message in many ways there.
    'webhooks/message-ids.ts',
  ],
};

/** Exported functions that only one adapter has, by file, because only its vendor has the thing. */
const ownNames: Readonly<Record<string, readonly string[]>> = {
  'adapter.ts': ['zim', 'tencentIm'],
  'webhooks/source.ts': ['zimWebhooks', 'tencentImWebhooks'],
  // ZIM's callbacks may come as form fields, with URL-encoded JSON in them; Tencent IM says who acts in the query.
  'webhooks/callback.ts': ['listOf', 'readJson', 'originOf', 'isRoom'],
  // ZIM moderates a part of a message; the reply says that, and not who got the rest.
  'errors.ts': ['moderationProblem'],
  // Only Tencent IM has topics in groups, and lists that say what not to do.
  'group-id.ts': ['groupToWire'],
  'message-to-wire.ts': ['listToWire'],
  // The actions of ZIM may name single users beside a message for all.
  'single-reply.ts': ['problemOfMessage'],
  // ZIM wants file names, Tencent IM formats and whole seconds.
  'media.ts': ['fileNameOf', 'imageFormatOf', 'videoFormatOf', 'extensionOfUrl', 'wholeSeconds'],
  // Only Tencent IM has messages that reach online devices alone.
  'capabilities.ts': ['isOnlineOnly'],
};

function refuseUnlikeAdapters(): void {
  const [one = '', other = ''] = Object.keys(ownFiles);
  const filesOf = (name: string) =>
    sources
      .filter((file) => file.startsWith(`packages/${name}/src/`))
      .map((file) => file.slice(`packages/${name}/src/`.length))
      .filter((file) => !ownFiles[name]?.includes(file));
  const [ones, others] = [new Set(filesOf(one)), new Set(filesOf(other))];
  for (const file of ones) if (!others.has(file)) faults.push(`packages/${other}/src has no ${file}`);
  for (const file of others) if (!ones.has(file)) faults.push(`packages/${one}/src has no ${file}`);
  for (const file of ones) {
    if (!others.has(file)) continue;
    const [here, there] = [one, other].map((name) => exportedValues(`packages/${name}/src/${file}`));
    for (const name of symmetricDifference(here ?? [], there ?? [])) {
      if (!ownNames[file]?.includes(name)) faults.push(`only one adapter's ${file} exports ${name}`);
    }
  }
}

function symmetricDifference(left: readonly string[], right: readonly string[]): readonly string[] {
  return [...left.filter((name) => !right.includes(name)), ...right.filter((name) => !left.includes(name))];
}

/** The names of values that a file exports. Types and constants in capitals may differ: they are the vendor's. */
function exportedValues(file: string): readonly string[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return [];
    return ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : [];
  });
}

refuseLoops();
refuseImportsUpwards();
refuseWords();
refuseUnlikeAdapters();

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('The structure holds: no import loops, no words out of place, adapters alike.');
