import { createEmulator, type Emulator } from '@polychat/emulator';
import { type Region, regions } from '../app/people.ts';
import { Network } from './network.ts';
import { QuietClock } from './quiet-clock.ts';

/** What the app would reach over the internet: an app at both vendors in each region, here on loopback. */
export interface World {
  readonly vendors: Readonly<Record<Region, Emulator>>;
  readonly clock: QuietClock;
  readonly network: Network;
  close(): Promise<void>;
}

/** Starts the vendors, with nobody in them but Tencent IM's administrators. */
export async function startWorld(): Promise<World> {
  // A device that never comes online keeps no message for longer than a vendor does, so all of them are.
  const newUserPresence = 'online';
  const [europe, america, asia] = await Promise.all(
    regions.map((_, index) =>
      createEmulator({
        zim: { appId: 2_000_000_001 + index, newUserPresence },
        tencentIm: { sdkAppId: 1_400_000_001 + index, newUserPresence },
      }),
    ),
  );
  if (!europe || !america || !asia) throw new Error('three regions, three emulators');
  const vendors = { europe, america, asia };
  const emulators = Object.values(vendors);
  const network = new Network();
  for (const emulator of emulators) {
    emulator.freeze();
    network.watch(emulator);
  }
  const clock = new QuietClock(europe.now(), network, (milliseconds) => {
    for (const emulator of emulators) emulator.advance(milliseconds);
  });
  return {
    vendors,
    clock,
    network,
    async close() {
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
