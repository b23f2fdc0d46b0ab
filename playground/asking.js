// Asking recipec: one question at a time, and of those that wait only the newest.

export class Asking {
  #worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  #told;
  #asked = null;
  #waiting = null;
  #isReady = false;

  /** `told` is called with what the worker says: an answer or a mistake and to which question, or a failure. */
  constructor(told) {
    this.#told = told;
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => told({ failure: event.message || "the program cannot be loaded" });
  }

  ask(question) {
    this.#waiting = question;
    if (this.#isReady && this.#asked === null) this.#next();
  }

  #hear(said) {
    if (said.failure !== undefined) return this.#told(said);
    const asked = this.#asked;
    this.#isReady = true;
    this.#next();
    // An answer is out of date when there is a newer question.
    if (asked !== null && this.#asked === null) this.#told({ ...said, asked });
  }

  #next() {
    this.#asked = this.#waiting;
    this.#waiting = null;
    if (this.#asked !== null) this.#worker.postMessage(this.#asked);
  }
}
