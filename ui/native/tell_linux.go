package native

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// Tell tells the user something that they would otherwise miss, as whoever clicked a link sees no
// standard error. It is gone with the notification, and it shows on locked screens: no text about a
// person. It takes at most two seconds.
func Tell(title, text string) error {
	return onBus(func(ctx context.Context, bus *dbus.Conn) error {
		const asLongAsUsual = int32(-1)
		return bus.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications").
			CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0, "Ringback", uint32(0), "", title, text,
				[]string{}, map[string]dbus.Variant{}, asLongAsUsual).Err
	})
}
