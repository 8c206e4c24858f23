/** Where the emulated vendors are. */
export interface Addresses {
  readonly zim: { readonly appId: number; readonly serverSecret: string; readonly baseUrl: string };
  readonly tencentIm: { readonly sdkAppId: number; readonly secretKey: string; readonly baseUrl: string };
}

/** One campaign that is measured. */
export interface CaseOrder extends Addresses {
  readonly name: 'singles' | 'batch' | 'zim';
  readonly recipients: number;
  readonly folder: string;
}

export interface CaseResult {
  readonly seconds: number;
  readonly accepted: number;
  readonly cpuMicrosecondsPerRecipient: number;
  readonly commits: number;
  /** Above the start, in bytes: the most of the whole process; the most in use; what is in use at the end, collected. */
  readonly rssGrowth: number;
  readonly inUseGrowth: number;
  readonly growthAtEnd: number;
  /** The size of the file with its log, and what of it holds data, in bytes. */
  readonly fileBytes: number;
}
