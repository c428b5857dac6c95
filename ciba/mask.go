package ciba

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// Mask is a text inside the hint or a body of JSON that must not be shown, such as a person's
// number.
type Mask struct {
	Text     Secret
	Shown    string // what is shown instead
	Variable string // of the shell, which stands for the text in a command: see [Exchange.Curl]
}

// hiding is what no exchange of a verification may show: whole values, and texts inside the hint.
type hiding struct {
	values []string
	masks  []Mask
}

// texts returns everything that is hidden, for answers that may repeat it.
func (h hiding) texts() []string {
	all := slices.Clone(h.values)
	for _, m := range h.masks {
		all = append(all, m.Text.Reveal())
	}
	return all
}

// withoutTexts returns masks for an exchange, which needs only what is shown.
func withoutTexts(masks []Mask) []Mask {
	masks = slices.Clone(masks)
	for i := range masks {
		masks[i].Text = ""
	}
	return masks
}

// MaskHint returns a form in which a hint that is JSON, or Base64 of JSON, has no masked text. It
// keeps its encoding.
func MaskHint(form Form, masks []Mask) Form {
	shown := slices.Clone(form)
	for i, p := range form {
		text, plain := plainHint(p.Value)
		masked := maskIn(text, masks)
		switch {
		case !plain || masked == text:
		case text == p.Value:
			shown[i].Value = masked
		default:
			shown[i].Value = base64.StdEncoding.EncodeToString([]byte(masked))
		}
	}
	return shown
}

// maskIn returns a text without what is masked.
func maskIn(text string, masks []Mask) string {
	for _, m := range masks {
		text = strings.ReplaceAll(text, m.Text.Reveal(), m.Shown)
	}
	return text
}

// hint adds a hint that has masked texts, with their variables; ok is false for any other
// parameter.
func (c *command) hint(e Exchange, p Param) (ok bool) {
	text, plain := plainHint(p.Value)
	mask, found := e.maskOf(text)
	if !plain || !found {
		return false
	}
	if text == p.Value {
		c.add("--data-raw " + quote(p.Name+"=") + c.splice(text, mask, url.QueryEscape))
		return true
	}
	// Base64 has no character that curl would escape in another way.
	c.add(`--data-urlencode "` + p.Name + `=$(printf %s ` + c.splice(text, mask, unchanged) + ` | base64 | tr -d '\n')"`)
	return true
}

// body adds a body of JSON, with the variables of its masked texts.
func (c *command) body(e Exchange) {
	if mask, found := e.maskOf(e.RequestBody); found {
		c.add("--data-raw " + c.splice(e.RequestBody, mask, unchanged))
	} else if e.RequestBody != "" {
		c.add("--data-raw " + quote(e.RequestBody))
	}
}

// maskOf returns the mask whose text is missing in a masked one.
func (e Exchange) maskOf(text string) (mask Mask, found bool) {
	at := slices.IndexFunc(e.masks, func(m Mask) bool { return strings.Contains(text, m.Shown) })
	if at < 0 {
		return Mask{}, false
	}
	return e.masks[at], true
}

func unchanged(part string) string { return part }

// splice returns a masked text as one word of the shell, with the mask's variable.
func (c *command) splice(text string, mask Mask, escape func(string) string) string {
	c.used[mask.Variable] = true
	var words []string
	for part := range strings.SplitSeq(text, mask.Shown) {
		words = append(words, quote(escape(part)))
	}
	return strings.Join(words, `"$`+mask.Variable+`"`)
}
