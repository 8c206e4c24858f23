import type { NewProfile } from '@polychat/routing';

/** Where a user lives. Each region has an app of its own at each vendor. */
export const regions = ['europe', 'america', 'asia'] as const;
export type Region = (typeof regions)[number];

/** One of something for each region. */
export function perRegion<Value>(make: (region: Region) => Value): Readonly<Record<Region, Value>> {
  return { europe: make('europe'), america: make('america'), asia: make('asia') };
}

/** A user of the product, in its own database. */
export interface Person {
  /** Such as `kitchen/ann`. The old vendor takes a slash in an id, the new one does not. */
  readonly userId: string;
  readonly name: string;
  readonly region: Region;
}

/** The product's own account, which sends notices. It lives nowhere, and is nobody's contact. */
export const ops = 'ops';

const teams = ['kitchen', 'floor', 'bar', 'office'];
const names = ['ann', 'bo', 'carla', 'dev', 'emre', 'fei', 'gus', 'hana', 'ines', 'jun', 'kofi', 'lea'];

/** The product's database of users. */
export class People {
  readonly #byId = new Map<string, Person>();

  constructor() {
    for (const [at, name] of names.entries()) {
      for (const [shift, team] of teams.entries()) {
        this.add({ userId: `${team}/${name}`, name, region: regionAt(at + shift) });
      }
    }
    // Fits the old vendor's 32 bytes, and no longer once the slash is escaped.
    this.add({ userId: 'floor/anna-maria-of-the-terrace', name: 'Anna Maria', region: 'europe' });
  }

  add(person: Person): void {
    this.#byId.set(person.userId, person);
  }

  all(): readonly Person[] {
    return [...this.#byId.values()];
  }

  /** Where somebody's messages go. Whom nobody knows has no region, and gets none. */
  regionOf(userId: string): Region | undefined {
    return this.#byId.get(userId)?.region;
  }

  /** What a vendor is told of users of whom it first hears: in a product, one query for all of them. */
  profilesOf(userIds: readonly string[]): readonly NewProfile[] {
    return userIds.map((userId) => ({ name: userId === ops ? 'Operations' : this.#byId.get(userId)?.name }));
  }
}

function regionAt(index: number): Region {
  return regions[index % regions.length] ?? 'europe';
}
