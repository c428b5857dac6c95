//go:build !windows

package native

// NewSystemProxy returns nil: only Windows has proxy settings that programs are expected to follow.
func NewSystemProxy() *SystemProxy { return nil }
