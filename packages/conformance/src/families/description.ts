import assert from 'node:assert/strict';
import { contentTypes } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { fieldSamples } from '../samples.ts';

const supports = ['yes', 'ignored', 'no'];
const fieldNames = Object.keys(fieldSamples).toSorted();

/** What an adapter says of itself. */
export const description = family('description', {
  'speaks version 1 of the contract and says who it is': ({ adapter }) => {
    assert.equal(adapter.specificationVersion, 1);
    for (const name of ['vendor', 'vendorKey', 'app', 'host'] as const) {
      assert.equal(typeof adapter[name], 'string', name);
      assert.notEqual(adapter[name].trim(), '', `${name} is empty`);
    }
    assert.match(adapter.vendorKey, /^[a-z][A-Za-z0-9]*$/, 'vendorKey is a key in camel case');
  },

  'declares every content type, field and audience': ({ adapter: { capabilities } }) => {
    for (const kind of ['direct', 'broadcast'] as const) {
      const { content, fields } = capabilities[kind];
      assert.deepEqual(Object.keys(content).toSorted(), contentTypes.toSorted(), `${kind} content`);
      assert.deepEqual(Object.keys(fields).toSorted(), fieldNames, `${kind} fields`);
      for (const [type, support] of Object.entries(content)) {
        assert.ok(
          support === 'yes' || support === 'no',
          `${kind} content ${type}: a content is never ignored`,
        );
      }
      for (const [field, support] of Object.entries(fields)) {
        assert.ok(supports.includes(support), `${kind} field ${field}`);
      }
    }
    for (const [audience, support] of Object.entries(capabilities.broadcast.audiences)) {
      assert.ok(
        support === 'yes' || support === 'no',
        `audience ${audience}: either it is reached or it is not`,
      );
    }
  },

  'declares limits with a name, a size and the document they come from': ({ adapter: { limits } }) => {
    const names = limits.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'two limits share a name');
    for (const { name, capacity, windowMs, kind, source } of limits) {
      assert.ok(name.trim() !== '', 'a limit has no name');
      assert.ok(Number.isFinite(capacity) && capacity > 0, `${name}: capacity`);
      assert.ok(Number.isFinite(windowMs) && windowMs > 0, `${name}: windowMs`);
      assert.ok(kind === 'rate' || kind === 'quota', `${name}: kind`);
      assert.match(source, /\d/, `${name}: source names no document by its number or date`);
    }
  },
});
