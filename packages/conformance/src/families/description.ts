import assert from 'node:assert/strict';
import { contentTypes } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { audienceNames, fieldSamples } from '../samples.ts';
import { supportOf } from '../support.ts';

const supports: readonly unknown[] = ['yes', 'ignored', 'no'];
const kinds = ['direct', 'audience', 'group', 'room', 'users'] as const;
const userFields = ['name', 'avatarUrl'];
/** Fields that promise nothing, so that a vendor may have no place for them. Any other is kept or refused. */
const hints: readonly string[] = ['priority', 'idempotencyKey'];

/** Fails where something is declared that Polychat has no word for. */
function assertNames(declared: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(declared).filter((name) => !known.includes(name));
  assert.deepEqual(unknown, [], `${what}: there is no such thing to declare`);
}

/** Fields may be kept for some values only: for any, or for some of those that there are. */
function assertFieldSupport(support: unknown, what: string, values?: readonly string[]): void {
  if (typeof support !== 'object' || support === null) {
    assert.ok(supports.includes(support), `${what} is declared ${JSON.stringify(support)}`);
    return;
  }
  const { only, ...others } = support as Readonly<Record<string, unknown>>;
  assert.ok(Array.isArray(only) && only.length > 0, `${what}: only which values?`);
  assert.deepEqual(others, {}, `${what}: more than only`);
  const unknown = values ? only.filter((value) => !values.includes(value)) : [];
  assert.deepEqual(unknown, [], `${what}: there is no such thing to declare`);
}

/** What an adapter says of itself. */
export const description = family('description', {
  'speaks version 2 of the contract and says who it is': ({ adapter }) => {
    assert.equal(adapter.specificationVersion, 2);
    for (const name of ['vendor', 'title', 'app', 'host'] as const) {
      assert.equal(typeof adapter[name], 'string', name);
      assert.notEqual(adapter[name].trim(), '', `${name} is empty`);
    }
    assert.match(adapter.vendor, /^[a-z][A-Za-z0-9]*$/, 'vendor is a key in camel case');
  },

  'plans what it declares, and declares what it plans': ({ adapter: { plan, capabilities } }) => {
    for (const kind of kinds) {
      assert.equal(
        plan[kind] === undefined ? 'no plan' : 'a plan',
        capabilities[kind] === undefined ? 'no plan' : 'a plan',
        `${kind}: capabilities and plans do not agree`,
      );
    }
    assert.ok(plan.direct, 'the kit can prove nothing of an adapter that sends no direct messages');
  },

  'declares content types, fields and audiences that there are': ({ adapter: { capabilities } }) => {
    for (const kind of ['direct', 'audience', 'group', 'room'] as const) {
      const { content, fields } = capabilities[kind] ?? { content: {}, fields: {} };
      assertNames(content, contentTypes, `${kind} content`);
      assertNames(fields, Object.keys(fieldSamples), `${kind} fields`);
      for (const [type, support] of Object.entries(content)) {
        assert.ok(
          support === 'yes' || support === 'no',
          `${kind} content ${type}: a content is never ignored`,
        );
      }
      for (const [field, support] of Object.entries(fields)) {
        assertFieldSupport(support, `${kind} field ${field}`);
        assert.ok(
          support !== 'ignored' || hints.includes(field),
          `${kind} field ${field} is a promise, and those are never ignored`,
        );
      }
    }
    const { audiences = {} } = capabilities.audience ?? {};
    assertNames(audiences, audienceNames, 'audiences');
    for (const name of audienceNames) {
      const support = supportOf(audiences[name]);
      assert.ok(support === 'yes' || support === 'no', `audience ${name}: either it is reached or it is not`);
    }
    assertFieldSupport(capabilities.group?.mentions ?? 'no', 'mentions', ['everyone', 'users']);
    assertFieldSupport(capabilities.group?.targets ?? 'no', 'targets', ['only', 'except']);
    const { fields = {} } = capabilities.users ?? {};
    assertNames(fields, userFields, 'fields of users');
    for (const [field, support] of Object.entries(fields)) assertFieldSupport(support, `user field ${field}`);
  },

  'declares limits with a name, a size and the document they come from': ({ adapter: { limits } }) => {
    const names = limits.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'two limits share a name');
    for (const { name, capacity, windowMs, kind, countedBy, source } of limits) {
      assert.ok(name.trim() !== '', 'a limit has no name');
      assert.ok(Number.isFinite(capacity) && capacity > 0, `${name}: capacity`);
      assert.ok(Number.isFinite(windowMs) && windowMs > 0, `${name}: windowMs`);
      assert.ok(kind === 'rate' || kind === 'quota', `${name}: kind`);
      assert.ok(countedBy === 'app' || countedBy === 'app_and_host', `${name}: countedBy`);
      assert.match(source, /\d/, `${name}: source names no document by its number or date`);
    }
  },
});
