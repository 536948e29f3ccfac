// Town library 2.1.0
// Written by `barwire generate typescript` from an OpenAPI document. Do not edit.

declare const unit: unique symbol;

/** A book of the library. */
export interface Book {
  readonly id: BookId;
  readonly title: string;
  readonly subject: Subject;
  /** When it comes back. */
  readonly due?: EpochMillis;
  /** The edition before it. */
  readonly former?: Book;
  /** Where it stands; `null`: nobody knows. */
  readonly shelf?: string | null;
}

/** The number of a book. */
export type BookId = string;

/** The parameters of `book`. */
export interface BookParameters {
  /** The number on its back, such as `BRK/B`. */
  readonly id: string;
}

/** The answer of `borrow`. */
export type BorrowAnswer = readonly Loan[];

/** The parameters of `dropBook`. */
export interface DropBookParameters {
  /** The number of a book. */
  readonly id: BookId;
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number & { readonly [unit]?: 'EpochMillis' };

/** The answer of `getHealth`. */
export interface Health {
  readonly status: 'open' | 'closed';
  readonly shelves: number;
}

/** A book that is lent, or why it is not. */
export type Loan = LoanOk | LoanError;

export interface LoanError {
  readonly s: 'error';
  readonly book: BookId;
  /** For people. */
  readonly reason: string;
}

export interface LoanOk {
  readonly s: 'ok';
  readonly book: BookId;
  readonly due: EpochMillis;
}

/** The body of `borrow`. */
export interface LoanRequest {
  /** Who borrows. */
  readonly reader: string;
  /** The books. */
  readonly books: readonly BookId[];
}

/** The answer of `note`. */
export interface NoteAnswer {
  readonly id: number;
}

/** The body of `note`. */
export interface NoteBody {
  /** In words. */
  readonly text: string;
  /** Who leaves it; `null` for somebody. */
  readonly by?: string | null;
}

/** The parameters of `note`. */
export interface NoteParameters {
  readonly id: string;
}

/** Why something was refused (RFC 9457). */
export interface Problem {
  /** @format uri-reference */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code?: 'unknown_book' | 'too_many' | 'bad_request';
  readonly detail?: string;
}

/** The answer of `searchBooks`. */
export type SearchBooksAnswer = readonly Book[];

/** The parameters of `searchBooks`. */
export interface SearchBooksParameters {
  /** A word of the title. */
  readonly query: string;
  /** Only at this branch. */
  readonly branch?: string;
  /**
   * How many at most.
   * @default 20
   */
  readonly limit?: number;
  /** Only of these subjects. */
  readonly subject?: readonly Subject[];
}

/** What a book is about. */
export type Subject =
  /** Far places. */
  | 'travel'
  /** What is known. */
  | 'science'
  /** What is felt <by> & few. */
  | 'poetry';

/** Every {@link Subject}. */
export const SUBJECT_VALUES: readonly Subject[] = ['travel', 'science', 'poetry'];

/** What is wrong with a value, and where. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** A validator with the Standard Schema interface, version 1 (https://standardschema.dev). */
export interface Schema<T> {
  /** Whether `value` is a `T`. Allocates nothing. */
  is(value: unknown): value is T;
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'barwire';
    readonly validate: (
      value: unknown,
    ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

/** Where a check stands, and what it has found: only a value that was refused is checked with it. */
interface At {
  readonly issues: Issue[];
  readonly path: readonly (string | number)[];
}

/** Whether a value is as it must be. With `at`, it reports what is not, and the result means nothing. */
type Check = (value: unknown, at?: At) => boolean;

function schema<T>(check: Check): Schema<T> {
  return {
    is: (value): value is T => check(value),
    '~standard': {
      version: 1,
      vendor: 'barwire',
      validate: (value) => (check(value) ? { value: value as T } : { issues: explain(check, value) }),
    },
  };
}

function explain(check: Check, value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  check(value, { issues, path: [] });
  return issues;
}

function to(at: At, key: string | number): At {
  return { issues: at.issues, path: [...at.path, key] };
}

/** Refuses a value, or its member `key`; with `at`, reports it and lets the check go on. */
function fail(at: At | undefined, expected: string, value: unknown, key?: string | number): boolean {
  if (at === undefined) return false;
  if (key !== undefined) {
    return fail(to(at, key), expected, (value as { readonly [key: string | number]: unknown })[key]);
  }
  const got = isObject(value)
    ? 'an object'
    : Array.isArray(value)
      ? 'an array'
      : value === undefined
        ? 'nothing'
        : typeof value === 'string'
          ? JSON.stringify(value)
          : String(value);
  at.issues.push({ message: `expected ${expected}, got ${got}`, path: at.path });
  return true;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether every item passes, from the one at `first` on. */
function every(values: readonly unknown[], check: Check, at?: At, first = 0): boolean {
  for (let index = first; index < values.length; index++) {
    if (!check(values[index], at && to(at, index))) return false;
  }
  return true;
}

function isInteger(value: unknown, min = -Infinity, max = Infinity): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** Whether `value` is a string of `min` to `max` characters. One takes one or two of the units that `length` counts. */
function isText(value: unknown, min: number, max = Infinity): value is string {
  if (typeof value !== 'string') return false;
  return (value.length <= max && value.length >= 2 * min) || hasCharacters(value, min, max);
}

function hasCharacters(text: string, min: number, max: number): boolean {
  let characters = text.length;
  for (let index = 0; index < text.length; index++) if ((text.codePointAt(index) ?? 0) > 0xffff) characters--;
  return characters >= min && characters <= max;
}

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || (at !== undefined && fail(at, `one of ${JSON.stringify(values)}`, value));
}

const pattern1 = /^[a-z]+$/u;

function checkBook(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    checkBookId(value['id'], at && to(at, 'id')) &&
    (typeof value['title'] === 'string' || fail(at, 'a string', value, 'title')) &&
    isOneOf(value['subject'], SUBJECT_VALUES, at && to(at, 'subject')) &&
    (value['due'] === undefined || checkEpochMillis(value['due'], at && to(at, 'due'))) &&
    (value['former'] === undefined || checkBook(value['former'], at && to(at, 'former'))) &&
    (value['shelf'] === undefined ||
      typeof value['shelf'] === 'string' ||
      value['shelf'] === null ||
      fail(at, 'a string or null', value, 'shelf'))
  );
}

function checkBookId(value: unknown, at?: At): boolean {
  return isText(value, 1) || fail(at, 'a string of at least 1 character', value);
}

function checkBookParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return isText(value['id'], 1, 16) || fail(at, 'a string of 1 to 16 characters', value, 'id');
}

function checkBorrowAnswer(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkLoan, at);
}

function checkDropBookParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return checkBookId(value['id'], at && to(at, 'id'));
}

function checkEpochMillis(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkHealth(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'open' || value['status'] === 'closed' || fail(at, '"open" or "closed"', value, 'status')) &&
    (isInteger(value['shelves'], 0, 1000) || fail(at, 'an integer of 0 to 1000', value, 'shelves'))
  );
}

function checkLoan(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['s'] === 'ok') return checkLoanOk(value, at);
  if (value['s'] === 'error') return checkLoanError(value, at);
  return fail(at, '"ok" or "error"', value, 's');
}

function checkLoanError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['s'] === 'error' || fail(at, '"error"', value, 's')) &&
    checkBookId(value['book'], at && to(at, 'book')) &&
    (typeof value['reason'] === 'string' || fail(at, 'a string', value, 'reason'))
  );
}

function checkLoanOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['s'] === 'ok' || fail(at, '"ok"', value, 's')) &&
    checkBookId(value['book'], at && to(at, 'book')) &&
    checkEpochMillis(value['due'], at && to(at, 'due'))
  );
}

function checkLoanRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['reader'] === 'string' || fail(at, 'a string', value, 'reader')) &&
    checkLoanRequestBooks(value['books'], at && to(at, 'books'))
  );
}

function checkLoanRequestBooks(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    ((value.length >= 1 && value.length <= 10) || fail(at, 'an array of 1 to 10 items', value)) &&
    every(value, checkBookId, at)
  );
}

function checkNoteAnswer(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return isInteger(value['id'], 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value, 'id');
}

function checkNoteBody(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['text'] === 'string' || fail(at, 'a string', value, 'text')) &&
    (value['by'] === undefined ||
      typeof value['by'] === 'string' ||
      value['by'] === null ||
      fail(at, 'a string or null', value, 'by'))
  );
}

function checkNoteParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['id'] === 'string' || fail(at, 'a string', value, 'id');
}

function checkProblem(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['type'] === 'string' || fail(at, 'a string', value, 'type')) &&
    (typeof value['title'] === 'string' || fail(at, 'a string', value, 'title')) &&
    (isInteger(value['status'], 100, 599) || fail(at, 'an integer of 100 to 599', value, 'status')) &&
    (value['code'] === undefined ||
      value['code'] === 'unknown_book' ||
      value['code'] === 'too_many' ||
      value['code'] === 'bad_request' ||
      fail(at, '"unknown_book", "too_many" or "bad_request"', value, 'code')) &&
    (value['detail'] === undefined || typeof value['detail'] === 'string' || fail(at, 'a string', value, 'detail'))
  );
}

function checkSearchBooksAnswer(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkBook, at);
}

function checkSearchBooksParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (isText(value['query'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'query')) &&
    (value['branch'] === undefined ||
      (typeof value['branch'] === 'string' && pattern1.test(value['branch'])) ||
      fail(at, 'a string that matches ^[a-z]+$', value, 'branch')) &&
    (value['limit'] === undefined ||
      isInteger(value['limit'], 1, 100) ||
      fail(at, 'an integer of 1 to 100', value, 'limit')) &&
    (value['subject'] === undefined || checkSearchBooksParametersSubject(value['subject'], at && to(at, 'subject')))
  );
}

function checkSearchBooksParametersSubject(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (value.length <= 8 || fail(at, 'an array of at most 8 items', value)) && every(value, checkSubject, at);
}

function checkSubject(value: unknown, at?: At): boolean {
  return isOneOf(value, SUBJECT_VALUES, at);
}

/** Validates {@link Book}. */
export const BookSchema: Schema<Book> = /* @__PURE__ */ schema(checkBook);
/** Validates {@link BookId}. */
export const BookIdSchema: Schema<BookId> = /* @__PURE__ */ schema(checkBookId);
/** Validates {@link BookParameters}. */
export const BookParametersSchema: Schema<BookParameters> = /* @__PURE__ */ schema(checkBookParameters);
/** Validates {@link BorrowAnswer}. */
export const BorrowAnswerSchema: Schema<BorrowAnswer> = /* @__PURE__ */ schema(checkBorrowAnswer);
/** Validates {@link DropBookParameters}. */
export const DropBookParametersSchema: Schema<DropBookParameters> = /* @__PURE__ */ schema(checkDropBookParameters);
/** Validates {@link EpochMillis}. */
export const EpochMillisSchema: Schema<EpochMillis> = /* @__PURE__ */ schema(checkEpochMillis);
/** Validates {@link Health}. */
export const HealthSchema: Schema<Health> = /* @__PURE__ */ schema(checkHealth);
/** Validates {@link Loan}. */
export const LoanSchema: Schema<Loan> = /* @__PURE__ */ schema(checkLoan);
/** Validates {@link LoanError}. */
export const LoanErrorSchema: Schema<LoanError> = /* @__PURE__ */ schema(checkLoanError);
/** Validates {@link LoanOk}. */
export const LoanOkSchema: Schema<LoanOk> = /* @__PURE__ */ schema(checkLoanOk);
/** Validates {@link LoanRequest}. */
export const LoanRequestSchema: Schema<LoanRequest> = /* @__PURE__ */ schema(checkLoanRequest);
/** Validates {@link NoteAnswer}. */
export const NoteAnswerSchema: Schema<NoteAnswer> = /* @__PURE__ */ schema(checkNoteAnswer);
/** Validates {@link NoteBody}. */
export const NoteBodySchema: Schema<NoteBody> = /* @__PURE__ */ schema(checkNoteBody);
/** Validates {@link NoteParameters}. */
export const NoteParametersSchema: Schema<NoteParameters> = /* @__PURE__ */ schema(checkNoteParameters);
/** Validates {@link Problem}. */
export const ProblemSchema: Schema<Problem> = /* @__PURE__ */ schema(checkProblem);
/** Validates {@link SearchBooksAnswer}. */
export const SearchBooksAnswerSchema: Schema<SearchBooksAnswer> = /* @__PURE__ */ schema(checkSearchBooksAnswer);
/** Validates {@link SearchBooksParameters}. */
export const SearchBooksParametersSchema: Schema<SearchBooksParameters> =
  /* @__PURE__ */ schema(checkSearchBooksParameters);
/** Validates {@link Subject}. */
export const SubjectSchema: Schema<Subject> = /* @__PURE__ */ schema(checkSubject);

/** How an operation is asked for, and what its replies must be. */
export interface Operation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: readonly string[];
  /** Whether a request may carry JSON. */
  readonly body: boolean;
  /** What an answer must be, by status: `200`, the range `2XX`, or `default`. `null`: nothing is read. */
  readonly answers: { readonly [status: string]: Schema<unknown> | null };
  /** The same of what is said where there is no answer. */
  readonly problems: { readonly [status: string]: Schema<unknown> | null };
}

/** What each operation takes and gives. */
export interface TownLibraryOperations {
  /**
   * One book.
   *
   * `GET /books/{id}`
   */
  readonly book: {
    readonly parameters: BookParameters;
    readonly answer: Book;
    readonly problem: Problem;
  };
  /**
   * Borrow books.
   *
   * `POST /loans`
   */
  readonly borrow: {
    readonly body: LoanRequest;
    readonly answer: BorrowAnswer;
    readonly problem: Problem;
  };
  /**
   * Take a book out of the catalogue.
   *
   * `DELETE /books/{id}`
   * @deprecated
   */
  readonly dropBook: {
    readonly parameters: DropBookParameters;
    readonly answer: undefined;
    readonly problem: Problem;
  };
  /**
   * Whether the library is open.
   *
   * `GET /health`
   */
  readonly getHealth: {
    readonly answer: Health;
    readonly problem: never;
  };
  /**
   * Leave a note.
   *
   * `PUT /notes/{id}`
   */
  readonly note: {
    readonly parameters: NoteParameters;
    readonly body?: NoteBody;
    readonly answer: NoteAnswer | undefined;
    readonly problem: never;
  };
  /**
   * Find books by a word of the title.
   *
   * The best matches come first.
   *
   * Words of fewer than three letters are left out.
   *
   * `GET /books`
   */
  readonly searchBooks: {
    readonly parameters: SearchBooksParameters;
    readonly answer: SearchBooksAnswer;
    readonly problem: Problem;
  };
}

/** What the client's runtime needs to know of this API. */
export interface TownLibraryApi {
  readonly name: 'Town library';
  readonly version: '2.1.0';
  readonly operations: { readonly [name in keyof TownLibraryOperations]: Operation };
  /** For the type checker alone: never there at run time. */
  readonly types?: TownLibraryOperations;
}

/** {@link TownLibraryApi}, for the client's runtime. */
export const townLibraryApi: TownLibraryApi = {
  name: 'Town library',
  version: '2.1.0',
  operations: {
    book: {
      method: 'GET',
      path: '/books/{id}',
      query: [],
      body: false,
      answers: { 200: BookSchema },
      problems: { 404: ProblemSchema },
    },
    borrow: {
      method: 'POST',
      path: '/loans',
      query: [],
      body: true,
      answers: { 200: BorrowAnswerSchema },
      problems: { default: ProblemSchema },
    },
    dropBook: {
      method: 'DELETE',
      path: '/books/{id}',
      query: [],
      body: false,
      answers: { 204: null },
      problems: { '4XX': ProblemSchema },
    },
    getHealth: {
      method: 'GET',
      path: '/health',
      query: [],
      body: false,
      answers: { 200: HealthSchema, 503: HealthSchema },
      problems: {},
    },
    note: {
      method: 'PUT',
      path: '/notes/{id}',
      query: [],
      body: true,
      answers: { 201: NoteAnswerSchema, 202: null },
      problems: {},
    },
    searchBooks: {
      method: 'GET',
      path: '/books',
      query: ['query', 'branch', 'limit', 'subject'],
      body: false,
      answers: { 200: SearchBooksAnswerSchema },
      problems: { 400: ProblemSchema, 429: ProblemSchema },
    },
  },
};
