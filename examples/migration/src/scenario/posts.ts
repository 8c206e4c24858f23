import { ops, type People, type Person, type Region, regions } from '../app/people.ts';
import type { Random } from '../world/random.ts';
import type { Cast } from './cast.ts';
import { type Incident, incidentsAt } from './incidents.ts';

/** One message of the app. */
export interface Post {
  /** Stands in the text, and is the correlation id: so receipts, inboxes and the report can be laid side by side. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it goes as a stream, as a newsletter does. */
  readonly isStream?: boolean;
  /** A job that may run again has a key. */
  readonly key?: string;
  readonly incident?: Incident;
}

/** Makes a week's messages, by chance. */
export class PostMaker {
  readonly #people: People;
  readonly #cast: Cast;
  readonly #random: Random;
  #made = 0;

  constructor(people: People, cast: Cast, random: Random) {
    this.#people = people;
    this.#cast = cast;
    this.#random = random;
  }

  week(): readonly Post[] {
    const { blocker, blocked, formerUser, longId } = this.#cast;
    const somebody = () => this.#random.pick(this.#writers());
    return [
      ...Array.from({ length: 8 }, () => this.#talk()).flat(),
      ...Array.from({ length: 4 }, () => this.#invitation()),
      this.#post({ from: somebody().userId, to: [formerUser, blocker] }),
      this.#post({ from: blocked, to: [blocker] }),
      this.#post({ from: ops, to: [longId] }),
      this.#post({ from: ops, to: [this.#newcomer().userId] }),
      ...incidentsAt('tencentIm').map((incident) => this.#incident(incident)),
      ...incidentsAt('zim').map((incident) => this.#incident(incident)),
      this.#post({ from: ops, to: this.#people.all().map(({ userId }) => userId), isStream: true }),
    ];
  }

  /** A notice of a job. The job may run again, with the same message. */
  job(): Post {
    const post = this.#post({ from: ops, to: [this.#random.pick(this.#writers()).userId] });
    return { ...post, key: `job-${post.id}` };
  }

  /** Somebody writes to somebody, and gets an answer. */
  #talk(): readonly Post[] {
    const [one, other] = this.#random.sample(this.#writers(), 2).map(({ userId }) => userId);
    if (one === undefined || other === undefined) return [];
    return [this.#post({ from: one, to: [other] }), this.#post({ from: other, to: [one] })];
  }

  /** Somebody writes to several others, wherever they live. */
  #invitation(): Post {
    const [writer, ...others] = this.#random.sample(this.#writers(), 6).map(({ userId }) => userId);
    return this.#post({ from: writer ?? ops, to: others });
  }

  /** A message to three in one region, so that it is one call there. */
  #incident(incident: Incident): Post {
    const region = this.#random.pick(regions);
    const to = this.#random.sample(this.#writersIn(region), 3).map(({ userId }) => userId);
    return this.#post({ from: ops, to, incident });
  }

  /** Somebody signs up, and neither vendor has heard of them. */
  #newcomer(): Person {
    const userId = `office/new-${this.#made}`;
    const newcomer = { userId, name: 'New', region: this.#random.pick(regions) };
    this.#people.add(newcomer);
    return newcomer;
  }

  #post(fields: Omit<Post, 'id'>): Post {
    this.#made += 1;
    return { id: `message-${this.#made}`, ...fields };
  }

  #writers(): readonly Person[] {
    const { blocker, longId } = this.#cast;
    return this.#people.all().filter(({ userId }) => userId !== longId && userId !== blocker);
  }

  #writersIn(region: Region): readonly Person[] {
    return this.#writers().filter((person) => person.region === region);
  }
}
