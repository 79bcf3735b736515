-- What version 0.1 kept of a run: a new best, a candidate that was refuted, a wrong result and a timeout.
-- The renderings of the candidates are shortened.
INSERT INTO hardware VALUES (1,'opencl-genuineintel-xeon-r-2.5-ghz-skylake-pocl-3.1','opencl','GenuineIntel','Xeon(R) @ 2.5 GHz','skylake','PoCL 3.1');
INSERT INTO workload VALUES (1,'scale-add','M=8,N=4');
INSERT INTO candidate VALUES (1,'seed','c2f01a140ea262e826fdb4b779adf67c','{"schedule":["split(i, 16)","variant(0)"]}',X'789cab562a28ca4fca49cd55b2aa56f253b232d151f255b2b2a8d50189a71725e6162b5945c7d60200f4960c5c');
INSERT INTO candidate VALUES (2,'child','35a31133657e8e8e00b9ce7cbb7d20ac','{"schedule":["split(i, 16)","variant(1)"]}',X'789cab562a28ca4fca49cd55b2aa56f253b232d151f255b2b2a8d50189a71725e6162b5945c7d60200f4960c5c');
INSERT INTO candidate VALUES (3,'cheat','2c49729034c37b529be50ed8d1c8a167','{"schedule":["split(i, 16)","variant(2)"]}',X'789cab562a28ca4fca49cd55b2aa56f253b232d151f255b2b2a8d50189a71725e6162b5945c7d60200f4960c5c');
INSERT INTO candidate VALUES (4,'wrong','380f25d9ac946992b14c151619470961','{"schedule":["split(i, 16)","variant(3)"]}',X'789cab562a28ca4fca49cd55b2aa56f253b232d151f255b2b2a8d50189a71725e6162b5945c7d60200f4960c5c');
INSERT INTO candidate VALUES (5,'endless','76853ab0bb71ee9788299662e58e2b9e','{"schedule":["split(i, 16)","variant(4)"]}',X'789cab562a28ca4fca49cd55b2aa56f253b232d151f255b2b2a8d50189a71725e6162b5945c7d60200f4960c5c');
INSERT INTO run VALUES ('old',1,1,'{"N":4,"M":8}','opencl:0','{"seed": 1}','0.1.0','2026-01-02T03:04:05.123456789Z');
INSERT INTO evaluation VALUES (1,1,1,'seed',1,'ok',5000.0,4950.0,5050.0,20,5050.0,5000.0,5100.0,20,'1.0E-7','[{"N":1024},{"N":64}]','',NULL,70000000,3000000,75000000);
INSERT INTO evaluation VALUES (2,1,1,'child',1,'ok',2500.0,2475.0,2525.0,20,2550.0,2500.0,2600.0,20,'1.0E-7','[{"N":1024},{"N":64}]','',NULL,70000000,3000000,75000000);
INSERT INTO evaluation VALUES (3,1,1,'cheat',1,'ok',10.0,9.9,10.1,20,60.0,10.0,110.0,20,'1.0E-7','[{"N":1024},{"N":64}]','','it was wrong on N=64',70000000,3000000,75000000);
INSERT INTO evaluation VALUES (4,1,1,'wrong',1,'wrong-result',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'NaN','[]','C[3] is NaN',NULL,70,3,75);
INSERT INTO evaluation VALUES (5,1,1,'endless',1,'timeout',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','no answer',NULL,0,0,0);
INSERT INTO step VALUES ('old',0,1,1,'[]',NULL,'naive',0,0.25,NULL,NULL,NULL,'2026-01-02T03:04:06Z',NULL);
INSERT INTO step VALUES ('old',1,2,2,'["seed"]','transform:vectorize','add vectorize(i, 4)',0,0.25,'faster',2400.0,'{"verdict":"faster","incumbent_ns":{"median":5000.0,"low":4990.0,"high":5010.0,"samples":30},"challenger_ns":{"median":2400.0,"low":2390.0,"high":2410.0,"samples":30},"p_value":0.001,"verified":[{"N":1024}],"report":"confirm-1.json","reason":"faster by 2.08"}','2026-01-02T03:04:06.001Z',4);
INSERT INTO step VALUES ('old',2,3,3,'["child"]','llm:vectorize[form=edit,model=gemma3]','add vectorize(i, 4)',0,0.25,'refuted',0.0,'{"verdict":"refuted","incumbent_ns":{"median":2400.0,"low":2390.0,"high":2410.0,"samples":30},"challenger_ns":{"median":0.0,"low":0.0,"high":0.0,"samples":0},"p_value":1.0,"verified":[],"report":"","reason":"it was wrong on N=64"}','2026-01-02T03:04:06.002Z',4);
INSERT INTO step VALUES ('old',3,4,4,'["child"]','cross','add vectorize(i, 4)',0,0.25,NULL,NULL,NULL,'2026-01-02T03:04:06.003Z',NULL);
INSERT INTO step VALUES ('old',4,5,5,'["child"]','transform:vectorize','add vectorize(i, 4)',0,0.25,NULL,NULL,NULL,'2026-01-02T03:04:06.004Z',NULL);
INSERT INTO policy VALUES ('thompson','scale-add',1,'{"policy":"thompson","arms":{}}','2026-01-02T03:04:06Z');
