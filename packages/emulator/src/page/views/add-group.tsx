import { type Signal, useSignal } from '@preact/signals';
import type { GroupDetail } from '../../control/group-view.ts';
import type { Vendor } from '../../vendor.ts';
import { call } from '../state/api.ts';
import { groups } from '../state/groups.ts';
import { attempt } from '../state/notice.ts';
import { goToGroup } from '../state/route.ts';
import { vendorNames, vendorOrder, vendorPages } from '../vendors.ts';

/** Makes a group or a room, and goes there. */
export function AddGroup() {
  const id = useSignal('');
  const name = useSignal('');
  const vendor = useSignal(vendorOrder[0]);
  const kind = useSignal(vendorPages[vendor.value].newGroupKinds[0]);
  const owner = useSignal('');
  const members = useSignal('');
  const { newGroupKinds, groupsNeedOwner } = vendorPages[vendor.value];
  const { channel, type } = kind.value;
  const isRoom = channel === 'room';
  const add = () =>
    attempt(async () => {
      const made = await call<GroupDetail>('POST', 'groups', {
        vendor: vendor.value,
        channel,
        id: id.value.trim(),
        ...(type === undefined ? {} : { type }),
        ...(name.value === '' ? {} : { name: name.value }),
        ...(isRoom || owner.value.trim() === '' ? {} : { owner: owner.value.trim() }),
        members: members.value.split(/[\s,]+/).filter(Boolean),
      });
      groups.refresh();
      goToGroup(made);
    }, `Added ${id.value.trim()}`);
  return (
    <section class="card setup-half" aria-label="Add a group or a room">
      <h2>Add a group or a room</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Choice
          label="At"
          value={vendor.value}
          options={vendorOrder.map((each) => [each, vendorNames[each]] as const)}
          onPick={(picked) => {
            vendor.value = picked as Vendor;
            [kind.value] = vendorPages[vendor.value].newGroupKinds;
          }}
        />
        <Choice
          label="Kind"
          value={kind.value.name}
          options={newGroupKinds.map(({ name }) => [name, name] as const)}
          onPick={(picked) => {
            kind.value = newGroupKinds.find((each) => each.name === picked) ?? newGroupKinds[0];
          }}
        />
        <Field label="Group or room" text={id} isRequired />
        <Field label="Title" text={name} />
        {!isRoom && <Field label="Owner" text={owner} isRequired={groupsNeedOwner} />}
        <Field label="Members, with commas between" text={members} />
        <button type="submit" class="button">
          Add the {isRoom ? 'room' : 'group'}
        </button>
      </form>
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly text: Signal<string>;
  readonly isRequired?: boolean;
}

function Field({ label, text, isRequired = false }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        required={isRequired}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onPick: (value: string) => void;
}

function Choice({ label, value, options, onPick }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
