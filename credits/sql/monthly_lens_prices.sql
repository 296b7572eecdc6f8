-- aiLensMedical was priced for a plan's period, and is for a month now. Rounded up: a year never costs less than it did.
UPDATE credits_plan SET ai_lens_medical_price = (ai_lens_medical_price + 11) / 12 WHERE period = 'year';
UPDATE credits_retailprice r
SET ai_lens_medical_price = (r.ai_lens_medical_price + 11) / 12
FROM credits_plan p
WHERE p.id = r.plan_id AND p.period = 'year';
