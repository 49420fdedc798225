def anchor_for(kind: str, block_id: str | None) -> str:
    """The fragment that links to a block for ever: it comes from the block's identity, not from its words or place."""
    return f"{kind}-{str(block_id).replace('-', '')[:8]}" if block_id else ""
