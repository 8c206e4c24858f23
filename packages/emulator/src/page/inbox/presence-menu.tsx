import type { Vendor } from '../../vendor.ts';
import type { Presence } from '../../world/user.ts';
import { act } from '../state/acts.ts';
import { call, path } from '../state/api.ts';
import { attempt } from '../state/notice.ts';
import { Icon } from '../ui/icon.tsx';
import { MenuButton, type MenuItem } from '../ui/menu.tsx';
import { vendorNames, vendorPages } from '../vendors.ts';
import { askForToken } from './token-dialog.tsx';

const names: Readonly<Record<Presence, string>> = { online: 'Online', offline: 'Offline', never: 'Never' };

const meanings: Readonly<Record<Presence, string>> = {
  online: 'a device is connected',
  offline: 'a device exists, and none is connected',
  never: 'no device ever logged in',
};

interface Props {
  readonly vendor: Vendor;
  readonly userId: string;
  readonly presence: Presence;
}

/** Whether the user's device is connected, and all the ways to log it in and out. */
export function PresenceMenu({ vendor, userId, presence }: Props) {
  const where = vendorNames[vendor];
  return (
    <MenuButton
      label={`Device at ${where}: ${names[presence]}, ${meanings[presence]}`}
      class="presence"
      items={() => itemsFor(vendor, userId, presence)}
    >
      <span class="presence-light" data-presence={presence} />
      {names[presence]}
      <Icon name="chevron" size={12} />
    </MenuButton>
  );
}

function itemsFor(vendor: Vendor, userId: string, presence: Presence): MenuItem[] {
  const { name: where, deviceTimeout } = vendorPages[vendor];
  const put = (wanted: Presence) =>
    attempt(() => call('PATCH', `users/${path(vendor, userId)}`, { presence: wanted }));
  const isOnline = presence === 'online';
  const goOnline: MenuItem = {
    label: isOnline ? 'Log in once more' : 'Go online',
    hint: 'a device logs in, without a token',
    pick: () => attempt(() => act(vendor, userId, { act: 'online' }), `${userId} is online at ${where}`),
  };
  const logIn: MenuItem = {
    label: 'Log in with a token…',
    hint: 'the one that your server made',
    pick: () => askForToken(vendor, userId),
  };
  const leave: readonly MenuItem[] = [
    {
      label: 'Log out',
      hint: 'pushes do not reach the user any more',
      pick: () => attempt(() => act(vendor, userId, { act: 'offline' }), `${userId} logged out of ${where}`),
    },
    {
      label: 'Lose the connection',
      hint: `nothing more is heard of the device: noticed after ${deviceTimeout}`,
      pick: () =>
        attempt(
          () => act(vendor, userId, { act: 'offline', reason: 'timeout' }),
          `${where} notices it in ${deviceTimeout}, by the emulator’s time`,
        ),
    },
  ];
  const offline: MenuItem = {
    label: 'Go offline at once',
    hint: 'push still reaches the device',
    pick: () => put('offline'),
  };
  const never: MenuItem = {
    label: 'As if it had never logged in',
    hint: 'as the vendor’s own registration leaves it',
    pick: () => put('never'),
  };
  return [
    goOnline,
    logIn,
    ...(isOnline ? leave : []),
    ...(presence === 'offline' ? [] : [offline]),
    ...(presence === 'never' ? [] : [never]),
  ];
}
