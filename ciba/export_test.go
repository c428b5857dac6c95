package ciba

// SetJitter makes back-off predictable, so that a seed replays.
func (c *Client) SetJitter(jitter func() float64) { c.jitter = jitter }
