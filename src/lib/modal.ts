/** Opens a modal dialog; when it closes, the keyboard is where it was before, or at `otherwise` when that is no longer shown. */
export function openModal(dialog: HTMLDialogElement, otherwise?: HTMLElement | null): void {
  const before = document.activeElement as HTMLElement | null;
  // Older browsers leave the keyboard in the dialog that has closed, or nowhere; newer ones have given it back by then.
  dialog.onclose = () => {
    const { activeElement } = document;
    if (activeElement === document.body || dialog.contains(activeElement)) (before?.getClientRects().length ? before : otherwise)?.focus({ preventScroll: true });
  };
  dialog.showModal();
}
