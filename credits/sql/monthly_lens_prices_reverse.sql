UPDATE credits_plan SET ai_lens_medical_price = ai_lens_medical_price * 12 WHERE period = 'year';
UPDATE credits_retailprice r
SET ai_lens_medical_price = r.ai_lens_medical_price * 12
FROM credits_plan p
WHERE p.id = r.plan_id AND p.period = 'year';
