package ciba

// Token is the token that was judged.
func (v Verdict) Token() Token { return v.token }

// SetJitter makes back-off predictable, so that a seed replays.
func (c *Client) SetJitter(jitter func() float64) { c.jitter = jitter }
