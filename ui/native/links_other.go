//go:build !windows && (!unix || darwin)

package native

// Register returns [ErrNoLinks].
func (Links) Register() error { return ErrNoLinks }

// State returns [ErrNoLinks].
func (Links) State() (LinkState, error) { return "", ErrNoLinks }

// Unregister returns [ErrNoLinks].
func (Links) Unregister() (was bool, err error) { return false, ErrNoLinks }
