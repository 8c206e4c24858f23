import type { MigrationOperation, StageReport } from './migration-report.ts';
import { OtherSideCounts, SideCounts } from './side-counts.ts';
import { copySideOf, type MigrationSide, type MigrationStage, migrationStages, wayOf } from './stage.ts';

/** What is counted of one stage. */
interface Row {
  readonly authority: SideCounts;
  readonly other: OtherSideCounts | undefined;
}

const operations: readonly MigrationOperation[] = ['direct', 'broadcast', 'group', 'room'];

/** Counts by stage and side. */
export class ReportBook {
  readonly #names: Readonly<Record<MigrationSide, string>>;
  readonly #isRehearsal: boolean;
  readonly #rows = {
    direct: new Map<MigrationStage, Row>(),
    broadcast: new Map<MigrationStage, Row>(),
    group: new Map<MigrationStage, Row>(),
    room: new Map<MigrationStage, Row>(),
  };

  constructor(names: Readonly<Record<MigrationSide, string>>, isRehearsal: boolean) {
    this.#names = names;
    this.#isRehearsal = isRehearsal;
  }

  authority(stage: MigrationStage, operation: MigrationOperation): SideCounts {
    return this.#row(stage, operation).authority;
  }

  /** The counts of the chat that gets copies. Throws for a stage by which there are none. */
  other(stage: MigrationStage, operation: MigrationOperation): OtherSideCounts {
    const { other } = this.#row(stage, operation);
    if (!other) throw new Error(`nothing is written twice in the stage ${stage}`);
    return other;
  }

  get stages(): readonly StageReport[] {
    const reports: StageReport[] = [];
    for (const stage of migrationStages) {
      for (const operation of operations) {
        const row = this.#rows[operation].get(stage);
        if (!row) continue;
        const other = row.other?.report;
        reports.push({ stage, operation, authority: row.authority.report, ...(other && { other }) });
      }
    }
    return reports;
  }

  #row(stage: MigrationStage, operation: MigrationOperation): Row {
    const known = this.#rows[operation].get(stage);
    if (known) return known;
    const side = copySideOf(stage, this.#isRehearsal);
    const row: Row = {
      authority: new SideCounts(this.#names[wayOf(stage).authority]),
      other: side && new OtherSideCounts(this.#names[side], this.#isRehearsal),
    };
    this.#rows[operation].set(stage, row);
    return row;
  }
}
