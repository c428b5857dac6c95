package native

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"
)

// HighContrast reports whether the user has asked the desktop for more contrast: whether the portal
// says so. It takes at most two seconds. Without an answer, as where there is no bus or no portal,
// known is false.
func HighContrast() (high, known bool) {
	var found dbus.Variant
	err := onBus(func(ctx context.Context, bus *dbus.Conn) error {
		// Read is the method that each version of the portal has. It wraps the value twice.
		return bus.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop").
			CallWithContext(ctx, "org.freedesktop.portal.Settings.Read", 0, "org.freedesktop.appearance", "contrast").Store(&found)
	})
	var said dbus.Error
	if errors.As(err, &said) && said.Name == "org.freedesktop.portal.Error.NotFound" {
		return false, true // this desktop has no such setting
	}
	if err != nil {
		return false, false
	}
	if inner, ok := found.Value().(dbus.Variant); ok {
		found = inner
	}
	const more = uint32(1)
	return found.Value() == more, true
}
