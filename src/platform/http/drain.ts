/** Whether the process is on its way out: readiness turns false at once, what is in flight goes on. */
export class Drain {
  private begun = false;

  get draining(): boolean {
    return this.begun;
  }

  begin(): void {
    this.begun = true;
  }
}
