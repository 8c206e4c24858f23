import type { App } from './app.ts';
import { tell } from './webhook-events.ts';

/** How often the app is told of one command [?]. */
const everyMs = 1000;

/** Tells the app's webhook of commands that were called too often. */
export class RateAlerts {
  /** Of each command, when the app was last told, in milliseconds. */
  readonly #told = new Map<string, number>();
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /**
   * A call was refused, since there had been `limit` of them in this second.
   * @param name the command's path, such as `v4/openim/sendmsg`
   */
  refused(name: string, limit: number, now: number): void {
    const last = this.#told.get(name);
    if (last !== undefined && now - last < everyMs) return;
    this.#told.set(name, now);
    const [, service, command] = name.split('/');
    tell(this.#app, 'Alert.RequestOverLimit', () => ({
      ServiceName: service,
      Command: command,
      // This call among them.
      Request: limit + 1,
      Limit: limit,
    }));
  }

  clear(): void {
    this.#told.clear();
  }
}
