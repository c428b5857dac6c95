package kit

// choice is what [Select], [Segmented] and [Tabs] share: options of which one is chosen.
type choice struct {
	focusable
	options  []Option
	selected string
	choose   func(value string) // called when the user chooses another one; may be nil
}

func newChoice(keys *Keys, options []Option, selected string, choose func(value string)) choice {
	return choice{focusable: focusable{keys: keys}, options: options, selected: selected, choose: choose}
}

// SetOptions changes what can be chosen.
func (c *choice) SetOptions(options []Option) {
	if !sameOptions(c.options, options) {
		c.options = options
		c.Refresh()
	}
}

// SetSelected changes what is chosen.
func (c *choice) SetSelected(value string) {
	if c.selected != value {
		c.selected = value
		c.Refresh()
	}
}

// Selected is the value that is chosen.
func (c *choice) Selected() string { return c.selected }

// take is the user's choice.
func (c *choice) take(value string) {
	if c.selected == value {
		return
	}
	c.SetSelected(value)
	if c.choose != nil {
		c.choose(value)
	}
}

// takeAt is the user's choice of the option at a place, if there is one.
func (c *choice) takeAt(index int) {
	if index >= 0 && index < len(c.options) {
		c.take(c.options[index].Value)
	}
}

// at is the place of what is chosen, or -1.
func (c *choice) at() int { return indexOf(c.options, c.selected) }
