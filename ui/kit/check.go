package kit

import "fyne.io/fyne/v2"

// Check is a check box with a label that may wrap. Enter and Space toggle it.
type Check struct {
	focusable
	label   string
	checked bool
	changed func(checked bool)
}

var (
	_ fyne.Focusable = (*Check)(nil)
	_ fyne.Tappable  = (*Check)(nil)
)

// NewCheck returns an unchecked box. changed is called when the user toggles it, and not for
// [Check.SetChecked].
func NewCheck(keys *Keys, label string, changed func(checked bool)) *Check {
	c := &Check{focusable: focusable{keys: keys}, label: label, changed: changed}
	c.ExtendBaseWidget(c)
	return c
}

// SetChecked checks or unchecks the box.
func (c *Check) SetChecked(checked bool) {
	if c.checked != checked {
		c.checked = checked
		c.Refresh()
	}
}

// Checked reports whether the box is checked.
func (c *Check) Checked() bool { return c.checked }

// Tapped toggles the box.
func (c *Check) Tapped(*fyne.PointEvent) {
	if c.Disabled() {
		return
	}
	takeFocus(c)
	c.turn()
}

// TypedKey asks the key table first; Enter and Space toggle the box, and others scroll.
func (c *Check) TypedKey(ev *fyne.KeyEvent) {
	c.typed(ev, func() {
		if !c.Disabled() {
			c.turn()
		}
	})
}

func (c *Check) turn() {
	c.SetChecked(!c.checked)
	if c.changed != nil {
		c.changed(c.checked)
	}
}

// CreateRenderer is for Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	return newMarkedRenderer(c, func() marked {
		m := marked{edge: 18, box: true, label: c.label, color: ColorInk, symbolColor: ColorInk, focused: c.focused}
		if c.checked {
			m.symbol = "check"
		}
		if c.Disabled() {
			m.color, m.symbolColor = ColorSoft, ColorSoft
		}
		return m
	})
}
