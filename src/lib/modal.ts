/** Opens a modal dialog; when it closes, the keyboard is where it was before. */
export function openModal(dialog: HTMLDialogElement): void {
  const before = document.activeElement as HTMLElement | null;
  // Older browsers leave the keyboard in the dialog that has closed, or nowhere; newer ones have given it back by then.
  dialog.onclose = () => {
    const { activeElement } = document;
    if (activeElement === document.body || dialog.contains(activeElement)) before?.focus({ preventScroll: true });
  };
  dialog.showModal();
}
