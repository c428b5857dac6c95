package ciba

// Internals for the tests: the verdict alone, from evidence to checks.
type Evidence = evidence

// Judge makes a verdict.
func Judge(e Evidence) Verdict { return decide(e) }

// DecodeToken decodes a token.
func DecodeToken(compact string) Token { return decodeToken(compact) }

// Acknowledgement is the answer to a start.
type Acknowledgement = acknowledgement

// Token is the token that was judged.
func (v Verdict) Token() Token { return v.token }

// SetJitter makes back-off deterministic, so that a seed can be replayed.
func (c *Client) SetJitter(jitter func() float64) { c.jitter = jitter }

// Verified reports whether the verdict is verified.
func (v Verdict) Verified() bool { return v.verified() }

// Undecided reports whether only a look is missing.
func (v Verdict) Undecided() bool { return v.undecided() }
