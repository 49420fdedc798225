/* Puts a footnote behind the words that are selected: wagtail-footnotes alone would put it in their place. */
{
  const { EditorState } = window.DraftJS;

  const behindSelection = (editorState) => {
    const selection = editorState.getSelection();
    const end = { key: selection.getEndKey(), offset: selection.getEndOffset() };
    return EditorState.acceptSelection(
      editorState,
      selection.merge({
        anchorKey: end.key,
        anchorOffset: end.offset,
        focusKey: end.key,
        focusOffset: end.offset,
        isBackward: false,
      }),
    );
  };

  const source = (props) =>
    window.React.createElement(FootnoteSource, { ...props, editorState: behindSelection(props.editorState) });

  window.draftail.registerPlugin({ type: "FOOTNOTES", source, decorator: Footnote });
}
