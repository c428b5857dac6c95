//go:build realparts && linux

package ui_test

import (
	"image/color"
	"testing"

	"github.com/godbus/dbus/v5"
)

// appearance is where a desktop says how it looks, and the settings of it that the window follows.
const (
	appearance  = "org.freedesktop.appearance"
	colorScheme = "color-scheme" // 1 for dark, 2 for light
	contrastKey = "contrast"     // 1 for more of it
)

// portal is a desktop that says how it looks.
type portal struct {
	t    *testing.T
	bus  *dbus.Conn
	says map[string]uint32
}

// portal starts a session bus for this home, with a desktop on it.
func (s *screen) portal(t *testing.T) *portal {
	t.Helper()
	bus, err := dbus.Connect(s.bus())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	p := &portal{t: t, bus: bus, says: map[string]uint32{colorScheme: 2, contrastKey: 0}}
	p.answers()
	if _, err := bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

// answers has the portal answer with what it says now.
func (p *portal) answers() {
	p.t.Helper()
	says := make(map[string]uint32)
	for key, value := range p.says {
		says[key] = value
	}
	if err := p.bus.Export(settingsOf(says), "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"); err != nil {
		p.t.Fatal(err)
	}
}

// change changes a setting. Nothing is told to anybody yet.
func (p *portal) change(key string, value uint32) {
	p.t.Helper()
	p.says[key] = value
	p.answers()
}

// tell tells everybody what a setting is.
func (p *portal) tell(key string) {
	p.t.Helper()
	err := p.bus.Emit("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.SettingChanged", appearance, key, dbus.MakeVariant(p.says[key]))
	if err != nil {
		p.t.Fatal(err)
	}
}

// settingsOf is the portal's interface of settings.
type settingsOf map[string]uint32

// Read is the older method, which wraps a value twice.
func (s settingsOf) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	value, failed := s.ReadOne(namespace, key)
	return dbus.MakeVariant(value), failed
}

// ReadOne is the newer method.
func (s settingsOf) ReadOne(namespace, key string) (dbus.Variant, *dbus.Error) {
	value, ok := s[key]
	if namespace != appearance || !ok {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)
	}
	return dbus.MakeVariant(value), nil
}

// The bar of the window, which has the colour of a card.
var (
	lightBar        = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	darkBar         = color.RGBA{0x1C, 0x22, 0x2B, 0xFF}
	darkContrastBar = color.RGBA{0x0E, 0x12, 0x17, 0xFF}
)

// TestRealWindowFollowsTheDesktop changes how the desktop looks under an open window: light and
// dark as soon as the desktop says so, more contrast when the window comes to the front.
func TestRealWindowFollowsTheDesktop(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	desktop := s.portal(t)
	p := s.open()
	wears := func(bar color.RGBA, meanwhile func()) {
		t.Helper()
		until(t, "another look", func() bool {
			meanwhile()
			return isOneOf(p.picture().At(4, 4), []color.RGBA{bar})
		})
	}
	nothing := func() {}
	wears(lightBar, nothing)

	desktop.change(colorScheme, 1)
	wears(darkBar, func() { desktop.tell(colorScheme) }) // again and again: the window may not listen yet
	desktop.change(colorScheme, 2)
	desktop.tell(colorScheme)
	wears(lightBar, nothing)
	desktop.change(colorScheme, 1)
	desktop.tell(colorScheme)
	wears(darkBar, nothing)

	desktop.change(contrastKey, 1)
	focus := s.otherProgram()
	focus()
	p.activate(p.window)
	wears(darkContrastBar, nothing)
	p.keep(p.window, "follows-contrast")
	if status := p.shut(); status != 0 {
		t.Errorf("the program ended with %d", status)
	}
}
