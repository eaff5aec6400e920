"""ID readers with a SAM_V module (二代证阅读器): frames, layouts of the chip's text, line, module, reader."""
