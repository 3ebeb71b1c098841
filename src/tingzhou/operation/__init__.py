"""Production simulation: the planned base over every hour, whole units switched on and off, window by window."""

from tingzhou.operation.result import OperationResult, WindowRecord

__all__ = ["OperationResult", "WindowRecord"]
