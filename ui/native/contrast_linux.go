package native

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// HighContrast reports whether the user has asked the desktop for more contrast: whether the portal
// says so. It takes at most two seconds, and without a bus or a portal nobody has.
func HighContrast() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	bus, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer bus.Close()
	if bus.Auth(nil) != nil || bus.Hello() != nil {
		return false
	}
	// Read is the method that each version of the portal has. It wraps the value twice.
	var found dbus.Variant
	err = bus.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop").
		CallWithContext(ctx, "org.freedesktop.portal.Settings.Read", 0, "org.freedesktop.appearance", "contrast").Store(&found)
	if err != nil {
		return false
	}
	if inner, ok := found.Value().(dbus.Variant); ok {
		found = inner
	}
	const more = uint32(1)
	return found.Value() == more
}
